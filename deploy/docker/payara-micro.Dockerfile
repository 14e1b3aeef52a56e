# Wirescope on Payara Micro. From the top of the repository:
#   mvn -B pre-integration-test && docker build -f deploy/docker/payara-micro.Dockerfile -t wirescope:payara-micro .
# The server is the very file that the tests ran on, so the base image has only Java.
FROM eclipse-temurin:17.0.17_10-jre-noble

LABEL org.opencontainers.image.title="Wirescope" \
      org.opencontainers.image.description="A WebSocket gateway that shows what goes over the wire, on Payara Micro" \
      org.opencontainers.image.licenses="Apache-2.0"

# Layers, the one that changes most rarely first: server, configuration, application.
COPY target/payara-micro/payara-micro.jar /opt/wirescope/
COPY deploy/docker/drain /opt/wirescope/
COPY target/server-config/payara-micro /opt/wirescope/config
# The tests and the first command of the README bind to loopback; a container is reached from outside.
RUN echo "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=0.0.0.0" \
      >> /opt/wirescope/config/pre-boot.asadmin \
 && echo "set configs.config.server-config.network-config.network-listeners.network-listener.https-listener.address=0.0.0.0" \
      >> /opt/wirescope/config/pre-boot.asadmin
COPY target/wirescope.war /opt/wirescope/

# Read by the java command itself. The heap is a share of the container's memory: the rest is for threads, sockets
# and code. A server out of memory ends, and is started again, rather than serving half.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError"

# A container is reached from outside, and remote callers may look like loopback: whoever calls needs a credential.
ENV WIRESCOPE_SECURITY_MODE=token

# Needs no place to write but /tmp.
WORKDIR /tmp
USER 10001:0
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --retries=3 \
  CMD ["curl", "-fsS", "--max-time", "3", "-o", "/dev/null", "http://127.0.0.1:8080/health/live"]

# No shell in between: SIGTERM reaches the server, which says goodbye to every client.
ENTRYPOINT ["java", "-jar", "/opt/wirescope/payara-micro.jar", \
    "--deploy", "/opt/wirescope/wirescope.war", "--contextroot", "/", "--port", "8080", \
    "--nohazelcast", "--disablephonehome", \
    "--systemproperties", "/opt/wirescope/config/system.properties", \
    "--prebootcommandfile", "/opt/wirescope/config/pre-boot.asadmin", \
    "--logproperties", "/opt/wirescope/config/logging.properties"]
