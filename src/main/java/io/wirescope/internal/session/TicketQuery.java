package io.wirescope.internal.session;

import io.wirescope.connection.Role;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.security.CredentialSource;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The ticket in the query of a handshake on the envelope address. Thread-safe. */
@Service
public class TicketQuery implements CredentialSource {

    private static final String PARAMETER = "ticket";
    private static final String ADDRESS = "/ws/client";

    private final Tickets tickets;

    /** @param tickets are used */
    @Inject
    public TicketQuery(Tickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public int order() {
        return TICKET;
    }

    // Not used up by what is no handshake, such as a browser that looks at the address before.
    @Override
    public Credential read(HttpServletRequest request) {
        Query query = new Query(request.getQueryString());
        if (!query.has(PARAMETER) || request.getHeader("Upgrade") == null || !request.getRequestURI().endsWith(ADDRESS)) {
            return Credential.ABSENT;
        }
        Optional<Role> role = query.has("role") ? query.single("role").flatMap(Role::of) : Optional.of(Role.FRONTEND);
        return query.single(PARAMETER).flatMap(ticket -> tickets.use(ticket, query.single("client_id").orElse(""),
                role.orElse(null))).map(Credential::good)
                .orElseGet(() -> Credential.bad("The ticket is not good for this client_id and role, was used, or is too old"));
    }
}
