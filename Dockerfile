# The portal as an image: everything is built in, only VAR_DIR is written to at run time.
FROM python:3.11-slim AS packages
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_ENV=production \
    STATIC_ROOT=/app/static \
    BIND=0.0.0.0:8000
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && mkdir -p /var/lib/portal /app \
    && chown portal:portal /var/lib/portal
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# Nothing secret: these values end with the command. Only static files are made with them.
RUN export SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(60))") \
        BASE_URL=https://build.invalid VAR_DIR=/tmp/build \
    && python manage.py compile_translations \
    && python manage.py build_fonts \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build \
    && python -m compileall -q /app
ENV VAR_DIR=/var/lib/portal
VOLUME /var/lib/portal
USER portal
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=4 CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "portal.wsgi"]
