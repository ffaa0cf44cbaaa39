# Builds Verdict on Debian 12, then keeps the program, its libraries and the catalog.
FROM debian:bookworm-slim AS build
RUN apt-get update -q && apt-get install -qy --no-install-recommends \
      g++ cmake ninja-build pkgconf libmicrohttpd-dev libsqlite3-dev libjansson-dev \
      libctemplate-dev libcmark-dev libsodium-dev libcurl4-openssl-dev libidn2-dev zlib1g-dev
WORKDIR /source
COPY CMakeLists.txt ./
COPY script/embed.cmake script/
COPY server server
COPY db db
COPY views views
COPY assets assets
COPY migrations migrations
RUN cmake -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release && cmake --build /build

FROM debian:bookworm-slim
RUN apt-get update -q && apt-get install -qy --no-install-recommends \
      libmicrohttpd12 libsqlite3-0 libjansson4 libctemplate3 libcmark0.30.2 libsodium23 libcurl4 \
      libidn2-0 ca-certificates tzdata zlib1g \
    && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin \
    && useradd --system --home-dir /var/lib/verdict --create-home verdict
COPY --from=build /build/verdict /usr/local/bin/verdict
# To publish it: docker run --rm -v verdict:/var/lib/verdict IMAGE import /usr/share/verdict/catalog
COPY catalog /usr/share/verdict/catalog
USER verdict
ENV VERDICT_LISTEN=0.0.0.0:8080 VERDICT_DATA=/var/lib/verdict
VOLUME /var/lib/verdict
EXPOSE 8080
ENTRYPOINT ["verdict"]
CMD ["serve"]
