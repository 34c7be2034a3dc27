# syntax=docker/dockerfile:1
# The images of the three programs:
#
#   docker build --target mall --build-arg COMMIT="$(git rev-parse HEAD)" --tag cfmall-mall .
#
# Targets: monolith, auth, mall. On arm64: --build-arg TARGET=aarch64-unknown-linux-musl. `cargo xtask image` runs the commands of the
# stages that build, puts the files of the last stages together and runs them, without a container engine: docs/deployment.md.

# The images from elsewhere; behind a registry of one's own each can be another: --build-arg RUST=…
ARG NODE=node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d
ARG RUST=rust:1.95.0-slim-bookworm@sha256:d7482085ff5b415f84dba5647ae71606650bdef00db7aeb69f4b3d170c3e4082
# What the programs run on: no shell and no C library, but the certificates of authorities and a user who may do nothing.
ARG BASE=gcr.io/distroless/static-debian12:nonroot@sha256:d093aa3e30dbadd3efe1310db061a14da60299baff8450a17fe0ccc514a16639

# wasm-opt, as package-lock.json says.
# hadolint ignore=DL3006
FROM ${NODE} AS optimiser
WORKDIR /optimiser
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

# hadolint ignore=DL3006
FROM ${RUST} AS chef
ARG TARGET=x86_64-unknown-linux-musl
# An argument is seen in its own stage only, but by BuildKit.
ENV TARGET=${TARGET}
# The compiler that is there, not the newest one that rust-toolchain.toml would fetch.
ENV RUSTUP_TOOLCHAIN=1.95.0
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends musl-tools \
    && rm -rf /var/lib/apt/lists/* \
    && rustup target add "$TARGET" wasm32-unknown-unknown \
    && cargo install cargo-chef --version 0.1.77 --locked \
    && cargo install cargo-auditable --version 0.7.7 --locked
WORKDIR /src

FROM chef AS plan
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

# Dependencies, which change less often than we do. Only for the server: the recipe is that of the whole workspace, and in the
# browser there is no tokio.
FROM chef AS cook
COPY --from=plan /src/recipe.json recipe.json
RUN for program in monolith auth mall; do \
        cargo chef cook --release --target "$TARGET" --package "$program" --no-default-features --features tls,mimalloc,otlp || exit 1; \
    done

FROM cook AS source
COPY . .

# What browsers get: names with a hash of the content, and every file compressed beside itself.
FROM source AS build-site
COPY --from=optimiser /usr/local/bin/node /usr/local/bin/node
COPY --from=optimiser /optimiser/node_modules node_modules
RUN cargo run --locked --package islands --bin islands --features full -- --release --hash-files --site target/image/site \
    && install -D --mode=644 target/release/hash.txt target/image/hash.txt

# With the list of crates inside, in the programs: syft, trivy and grype read it (docs/deployment.md).
FROM source AS build-monolith
RUN cargo auditable build --release --locked --target "$TARGET" --package monolith --no-default-features --features tls,mimalloc,otlp \
    && install -D "target/$TARGET/release/monolith" target/image/monolith

FROM source AS build-auth
RUN cargo auditable build --release --locked --target "$TARGET" --package auth --no-default-features --features tls,mimalloc,otlp \
    && install -D "target/$TARGET/release/auth" target/image/auth

FROM source AS build-mall
RUN cargo auditable build --release --locked --target "$TARGET" --package mall --no-default-features --features tls,mimalloc,otlp \
    && install -D "target/$TARGET/release/mall" target/image/mall

# hadolint ignore=DL3006
FROM ${BASE} AS runtime
# The list of hashes is looked for beside the program.
COPY --from=build-site /src/target/image/hash.txt /app/hash.txt
COPY --from=build-site /src/target/image/site /app/site
WORKDIR /app
# Numbers: orchestrators see that it is not root.
USER 65532:65532
EXPOSE 3000
ENV LEPTOS_SITE_ADDR=0.0.0.0:3000 \
    LEPTOS_SITE_ROOT=/app/site \
    LEPTOS_HASH_FILES=true
# Last, because every build changes them.
ARG SOURCE=
ARG VERSION=0.1.0
ARG COMMIT=unknown
ENV CFMALL_COMMIT=${COMMIT}
LABEL org.opencontainers.image.title="cfmall" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${COMMIT}" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"

FROM runtime AS monolith
COPY --from=build-monolith /src/target/image/monolith /app/monolith
ENTRYPOINT ["/app/monolith"]
HEALTHCHECK --interval=5s --timeout=2s --start-period=60s CMD ["/app/monolith", "health"]

FROM runtime AS auth
COPY --from=build-auth /src/target/image/auth /app/auth
ENTRYPOINT ["/app/auth"]
HEALTHCHECK --interval=5s --timeout=2s --start-period=60s CMD ["/app/auth", "health"]

FROM runtime AS mall
COPY --from=build-mall /src/target/image/mall /app/mall
ENTRYPOINT ["/app/mall"]
HEALTHCHECK --interval=5s --timeout=2s --start-period=60s CMD ["/app/mall", "health"]
