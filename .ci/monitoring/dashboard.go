// Command monitoring reads a dashboard by Grafana's own schema: an unknown field, a missing one, a
// wrong type, a panel that does not exist and a value that is out of bounds are errors.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	if err := check(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

func check(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	plugins.RegisterDefaultPlugins()
	if err := some((&dashboard.Dashboard{}).UnmarshalJSONStrict(text)); err != nil {
		return err
	}
	// Read strictly, the SDK drops panels: it takes its own empty list of errors for one.
	var read dashboard.Dashboard
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	for i, panel := range read.Panels {
		if panel.Panel == nil {
			continue // a row
		}
		if _, known := cog.ConfigForPanelcfgVariant(panel.Panel.Type); !known {
			return fmt.Errorf("panels[%d]: there is no panel %q", i, panel.Panel.Type)
		}
	}
	return some(read.Validate())
}

// An empty list of errors is none.
func some(err error) error {
	var list cog.BuildErrors
	if errors.As(err, &list) && len(list) == 0 {
		return nil
	}
	return err
}
