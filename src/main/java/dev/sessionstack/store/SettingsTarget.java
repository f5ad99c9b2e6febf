package dev.sessionstack.store;

import dev.sessionstack.plan.LiveSettings;
import dev.sessionstack.plan.Saving;
import dev.sessionstack.plan.StoreConnection;

/**
 * What a server of ours is to be set to.
 *
 * @param connection as the app connects: the managed store's one user may do everything
 * @param settings what it is to have
 * @param saving how it is to save its sessions
 * @param incarnation which server answers there; another one is looked at at once
 */
public record SettingsTarget(
    StoreConnection connection, LiveSettings settings, Saving saving, String incarnation) {}
