/** What calls to other servers have in common: how much of an answer is read. */
package io.wirescope.internal.httpclient;
