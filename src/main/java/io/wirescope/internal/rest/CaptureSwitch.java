package io.wirescope.internal.rest;

import io.wirescope.internal.capture.Captures;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.security.SecurityMode;
import io.wirescope.internal.security.SecuritySettings;
import jakarta.inject.Inject;

/** Whether payloads may be captured at all, by the settings. Immutable. */
@Service
public class CaptureSwitch {

    private final boolean on;

    /**
     * @param captures whether they are enabled
     * @param security whether callers need a credential: who reads payloads has to be known
     */
    @Inject
    public CaptureSwitch(Captures captures, SecuritySettings security) {
        this.on = captures.isEnabled() && security.config().mode() == SecurityMode.TOKEN;
    }

    /** {@return whether the server captures payloads for those who have the role} */
    public boolean isOn() {
        return on;
    }
}
