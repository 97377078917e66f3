# A static binary on an empty image: no shell, no libraries, nothing to patch.
FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
RUN cargo build --release --locked

FROM scratch
COPY --from=build /source/target/release/leastwise /leastwise
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["/leastwise"]
CMD ["--help"]
