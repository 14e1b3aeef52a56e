/** The form of responses: what is written as JSON. */
package io.wirescope.internal.rest.view;
