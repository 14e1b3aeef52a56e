# Wirescope on Open Liberty. From the top of the repository:
#   mvn -B -Pliberty pre-integration-test && docker build -f deploy/docker/liberty.Dockerfile -t wirescope:liberty .
# The server is the one that the tests ran on, as the build has unpacked it.
FROM eclipse-temurin:17.0.17_10-jre-noble

LABEL org.opencontainers.image.title="Wirescope" \
      org.opencontainers.image.description="A WebSocket gateway that shows what goes over the wire, on Open Liberty" \
      org.opencontainers.image.licenses="Apache-2.0"

# Layers, the one that changes most rarely first: server, configuration, application. Only WLP_OUTPUT_DIR is written to.
COPY target/liberty/wlp /opt/wirescope/wlp
COPY deploy/docker/drain /opt/wirescope/
COPY target/server-config/liberty/ /opt/wirescope/wlp/usr/servers/defaultServer/
COPY target/wirescope.war /opt/wirescope/wlp/usr/servers/defaultServer/dropins/

# Read by the java command itself. The heap is a share of the container's memory: the rest is for threads, sockets
# and code. A server out of memory ends, and is started again, rather than serving half.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError" \
    HTTP_HOST="*" \
    WLP_OUTPUT_DIR=/tmp/wlp \
    LOG_DIR=/tmp/wlp/logs

# A container is reached from outside, and remote callers may look like loopback: whoever calls needs a credential.
ENV WIRESCOPE_SECURITY_MODE=token

WORKDIR /tmp
USER 10001:0
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --retries=3 \
  CMD ["curl", "-fsS", "--max-time", "3", "-o", "/dev/null", "http://127.0.0.1:8080/health/live"]

ENTRYPOINT ["/opt/wirescope/wlp/bin/server", "run", "defaultServer"]
