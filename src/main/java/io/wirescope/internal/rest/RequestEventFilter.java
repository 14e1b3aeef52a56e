package io.wirescope.internal.rest;

import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.http.Exchange;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/** Publishes an {@code http.request} event for each call of the API, once its status is known. */
@Provider
public class RequestEventFilter implements ContainerResponseFilter {

    /** The route of what matched nothing: a caller must not be able to invent routes. */
    private static final String NO_ROUTE = "/api";

    @Inject
    private ObservabilityEventBus bus;

    @Context
    private HttpServletRequest request;

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext call, ContainerResponseContext answer) {
        Exchange.of(request).publish(bus, call.getMethod(), request.getRequestURI(),
                route(), answer.getStatus());
    }

    private String route() {
        if (resource.getResourceClass() == null || resource.getResourceMethod() == null) {
            return NO_ROUTE;
        }
        return NO_ROUTE + template(resource.getResourceClass().getAnnotation(Path.class))
                + template(resource.getResourceMethod().getAnnotation(Path.class));
    }

    private static String template(Path path) {
        return path == null || path.value().isEmpty() ? "" : path.value().startsWith("/") ? path.value()
                : "/" + path.value();
    }
}
