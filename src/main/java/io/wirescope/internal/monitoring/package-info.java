/** Health checks and metrics: watches the other rooms, and nobody imports it. */
package io.wirescope.internal.monitoring;
