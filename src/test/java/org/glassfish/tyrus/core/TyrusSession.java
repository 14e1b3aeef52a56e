package org.glassfish.tyrus.core;

/** A session of a Tyrus to come, which has no field {@code service} any more. */
public class TyrusSession {
}
