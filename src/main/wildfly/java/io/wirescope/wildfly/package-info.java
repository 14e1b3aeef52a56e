/**
 * Needed only on WildFly: metrics and health on the application's port, where the other servers have
 * them. In the WAR of the {@code wildfly} profile only.
 */
package io.wirescope.wildfly;
