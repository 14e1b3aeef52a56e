# Wirescope on WildFly. From the top of the repository:
#   mvn -B -Pwildfly pre-integration-test && docker build -f deploy/docker/wildfly.Dockerfile -t wirescope:wildfly .
# The server is the one that the tests ran on, as the build has unpacked and configured it.
FROM eclipse-temurin:17.0.17_10-jre-noble

LABEL org.opencontainers.image.title="Wirescope" \
      org.opencontainers.image.description="A WebSocket gateway that shows what goes over the wire, on WildFly" \
      org.opencontainers.image.licenses="Apache-2.0"

# Layers, the one that changes most rarely first: server, configuration, application. The server's own folder stays
# as it is; what it writes goes to a base folder beside it.
COPY target/wildfly-*/ /opt/wirescope/server/
COPY deploy/docker/drain /opt/wirescope/
COPY --chown=10001:0 target/wildfly-*/standalone/ /opt/wirescope/standalone/
COPY --chown=10001:0 target/wirescope.war /opt/wirescope/standalone/deployments/

# The heap is a share of the container's memory: the rest is for threads, sockets and code. A server out of memory
# ends, and is started again, rather than serving half. standalone.sh passes SIGTERM on when it runs Java beside it.
ENV JBOSS_JAVA_SIZING="-XX:MaxRAMPercentage=70 -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError" \
    LAUNCH_JBOSS_IN_BACKGROUND=true

# A container is reached from outside, and remote callers may look like loopback: whoever calls needs a credential.
ENV WIRESCOPE_SECURITY_MODE=token

WORKDIR /tmp
USER 10001:0
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --retries=3 \
  CMD ["curl", "-fsS", "--max-time", "3", "-o", "/dev/null", "http://127.0.0.1:8080/health/live"]

ENTRYPOINT ["/opt/wirescope/server/bin/standalone.sh", "-Djboss.server.base.dir=/opt/wirescope/standalone", \
    "-c", "standalone-microprofile.xml", "-b", "0.0.0.0"]
