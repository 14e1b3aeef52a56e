/**
 * What an application implements to take messages of clients: {@link io.wirescope.upstream.MessageHandler} beans with
 * {@link io.wirescope.upstream.Handles}.
 */
package io.wirescope.upstream;
