/**
 * What only a real kube-apiserver can tell: whether the CRD says what it means, whether the
 * operator's rights suffice, and whether it is silent once the server has filled in its defaults
 * (R24). There are no controllers and no nodes but those of {@link
 * dev.sessionstack.cluster.Controllers}.
 */
package dev.sessionstack.apiserver;
