# Two steps: the front end is built with Node.js, the program runs without it.
FROM node:22-slim AS front
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/
RUN cd frontend && npm ci --ignore-scripts --no-audit --no-fund
COPY frontend frontend
RUN mkdir -p luoshi/kernel/static && cd frontend && node build.mjs

FROM python:3.13-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LUOSHI_VAR=/var/lib/luoshi
# luoshi backup and restore call the client's tools
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY luoshi luoshi
COPY --from=front /src/luoshi/kernel/static/luoshi luoshi/kernel/static/luoshi
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && LUOSHI_VAR=/tmp/build luoshi messages --compile \
    && rm -rf /tmp/build \
    && useradd --system --home-dir /var/lib/luoshi --create-home luoshi
USER luoshi
VOLUME /var/lib/luoshi
EXPOSE 8000
# the database is brought up to date at every start; nothing is loaded into it
CMD ["sh", "-c", "luoshi migrate --verbosity 0 && exec luoshi serve --host 0.0.0.0"]
