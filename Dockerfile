# The key-value sample as an image: docker build -t raft-sample .
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -DskipTests -Dquick -pl sample-kvs-app -am package

FROM eclipse-temurin:17-jre
# curl is for the health check
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --create-home raft
COPY --from=build /build/sample-kvs-app/target/sample-kvs-app.jar /app/sample-kvs-app.jar
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080 4001
# Liveness, not readiness: starting a node again brings no leader back
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=6 \
    CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/actuator/health/liveness"]
# exec form: the node gets SIGTERM and hands its leadership over
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-jar", "/app/sample-kvs-app.jar", "--raft.data-directory=/data/raft"]
