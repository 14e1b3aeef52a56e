package application;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** A resource of an application that has Wirescope in its WAR: responds with what it {@link Received}. */
@Path("resource")
public class BodyResource {

    @POST
    public Response receive(InputStream body) throws IOException {
        String received = Received.of(body);
        return Response.ok(received).header("Content-Length", received.length()).build();
    }
}
