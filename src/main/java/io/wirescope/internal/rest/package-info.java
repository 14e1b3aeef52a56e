/**
 * The HTTP API (contract, section 7): one resource class for each noun, and one form of answer for all,
 * errors included.
 */
package io.wirescope.internal.rest;
