package io.wirescope.internal.upstream;

import io.wirescope.upstream.ClientMessage;
import io.wirescope.upstream.Handles;
import io.wirescope.upstream.MessageHandler;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A bean with {@link Handles}, called with a request context of its own: a dependent one is made for each call. Thread-safe.
 */
final class HandlerBean {

    private final Bean<?> bean;
    private final Handles handles;
    private final BeanManager beans;
    private final Bean<?> controllers;
    private final Queue<RequestContextController> idle = new ConcurrentLinkedQueue<>();

    // A proxy that finds the instance of the scope at each call; null where the scope has none.
    private final MessageHandler normal;

    /** @throws IllegalArgumentException where it is no handler, or its route has no valid name */
    HandlerBean(Bean<?> bean, BeanManager beans) {
        this.bean = bean;
        this.beans = beans;
        this.handles = bean.getBeanClass().getAnnotation(Handles.class);
        this.controllers = beans.resolve(beans.getBeans(RequestContextController.class));
        if (!bean.getTypes().contains(MessageHandler.class)) {
            throw new IllegalArgumentException("@Handles on " + className() + ": must implement "
                    + MessageHandler.class.getName());
        }
        if (handles.value().length == 0 || !RouteSettings.isName(route())) {
            throw new IllegalArgumentException("@Handles on " + className() + ": must name a type, and its route \""
                    + route() + "\" " + RouteSettings.NAME_RULE);
        }
        this.normal = beans.isNormalScope(bean.getScope()) ? reference(beans.createCreationalContext(bean)) : null;
    }

    /** {@return the name of its route} */
    String route() {
        return handles.route().isEmpty() ? bean.getBeanClass().getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT) : handles.route();
    }

    /** {@return the types that it takes} */
    List<String> types() {
        return List.of(handles.value());
    }

    String className() {
        return bean.getBeanClass().getName();
    }

    /**
     * Calls the handler.
     *
     * @param message what it is given
     * @return what it returned
     * @throws Exception what it threw
     */
    Object handle(ClientMessage message) throws Exception {
        RequestContextController requests = requests();
        boolean activated = requests.activate();
        try {
            return normal == null ? callDependent(message) : normal.handle(message);
        } finally {
            if (activated) {
                requests.deactivate();
            }
            idle.add(requests);
        }
    }

    // One for each call under way, for it notes whether it has activated the context. To make one takes a lookup, which
    // costs more than most handlers do.
    private RequestContextController requests() {
        RequestContextController kept = idle.poll();
        return kept != null ? kept : (RequestContextController) beans.getReference(controllers,
                RequestContextController.class, beans.createCreationalContext(null));
    }

    private Object callDependent(ClientMessage message) throws Exception {
        CreationalContext<?> context = beans.createCreationalContext(bean);
        try {
            return reference(context).handle(message);
        } finally {
            if (bean.getScope() == Dependent.class) {
                context.release();
            }
        }
    }

    private MessageHandler reference(CreationalContext<?> context) {
        return (MessageHandler) beans.getReference(bean, MessageHandler.class, context);
    }
}
