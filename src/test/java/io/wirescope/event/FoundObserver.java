package io.wirescope.event;

import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import jakarta.enterprise.inject.spi.configurator.ObserverMethodConfigurator;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.Set;

/** An observer as the container shows it to an extension while it deploys an application. */
final class FoundObserver implements ProcessObserverMethod<ObservabilityEvent, Object> {

    private final Set<Annotation> qualifiers;
    private final boolean async;
    private ObserverMethodConfigurator.EventConsumer<ObservabilityEvent> notification;
    private Throwable definitionError;
    private int notified;

    private FoundObserver(boolean async, Set<Annotation> qualifiers) {
        this.qualifiers = qualifiers;
        this.async = async;
    }

    static FoundObserver sync(Annotation... qualifiers) {
        return new FoundObserver(false, Set.of(qualifiers));
    }

    static FoundObserver async(Annotation... qualifiers) {
        return new FoundObserver(true, Set.of(qualifiers));
    }

    /** {@return whether another notification was put in the place of its own} */
    boolean isGuarded() {
        return notification != null;
    }

    /** Notifies it as the extension configured it; it throws each time. */
    void notify(ObservabilityEvent event) throws Exception {
        notification.accept(new Notification(event));
    }

    private record Notification(ObservabilityEvent event) implements EventContext<ObservabilityEvent> {

        @Override
        public ObservabilityEvent getEvent() {
            return event;
        }

        @Override
        public EventMetadata getMetadata() {
            throw new UnsupportedOperationException("not fired by a container");
        }
    }

    /** {@return how often it was called} */
    int notified() {
        return notified;
    }

    /** {@return what the extension had against it, or null} */
    Throwable definitionError() {
        return definitionError;
    }

    @Override
    public AnnotatedMethod<Object> getAnnotatedMethod() {
        return null;
    }

    @Override
    public ObserverMethod<ObservabilityEvent> getObserverMethod() {
        return new Method();
    }

    private final class Method implements ObserverMethod<ObservabilityEvent> {

        @Override
        public Class<?> getBeanClass() {
            return FoundObserver.class;
        }

        @Override
        public Bean<?> getDeclaringBean() {
            return null;
        }

        @Override
        public Type getObservedType() {
            return ObservabilityEvent.class;
        }

        @Override
        public Set<Annotation> getObservedQualifiers() {
            return qualifiers;
        }

        @Override
        public Reception getReception() {
            return Reception.ALWAYS;
        }

        @Override
        public TransactionPhase getTransactionPhase() {
            return TransactionPhase.IN_PROGRESS;
        }

        @Override
        public boolean isAsync() {
            return async;
        }

        @Override
        public void notify(EventContext<ObservabilityEvent> event) {
            notified++;
            throw new NoClassDefFoundError("not/deployed");
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public ObserverMethodConfigurator<ObservabilityEvent> configureObserverMethod() {
        return (ObserverMethodConfigurator<ObservabilityEvent>) Proxy.newProxyInstance(
                ObserverMethodConfigurator.class.getClassLoader(), new Class<?>[] {ObserverMethodConfigurator.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("notifyWith")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    notification = (ObserverMethodConfigurator.EventConsumer<ObservabilityEvent>) arguments[0];
                    return proxy;
                });
    }

    @Override
    public void setObserverMethod(ObserverMethod<ObservabilityEvent> observer) {
        throw new UnsupportedOperationException("the extension configures it");
    }

    @Override
    public void addDefinitionError(Throwable error) {
        definitionError = error;
    }

    @Override
    public void veto() {
        throw new UnsupportedOperationException("no observer is taken away");
    }
}
