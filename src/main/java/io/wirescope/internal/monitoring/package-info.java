/** Health checks and metrics: watches the other packages; none imports it. */
package io.wirescope.internal.monitoring;
