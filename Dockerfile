# The application as one image: web, worker, beat and migrate differ in their command only (docker-compose.yml).
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements-production.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-production.txt
COPY . .
# The values below open nothing: settings ask for them, and collecting files uses none.
RUN python -m dev.frontend \
    && SECRET_KEY=build KEY_RING='{"current": "k1", "keys": {"k1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}' \
       DATABASE_URL=postgresql://build@build/build REDIS_URL=redis://build ALLOWED_HOSTS=build PUBLIC_URL=https://build \
       /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && find dev -mindepth 1 -maxdepth 1 ! -name __init__.py ! -name population -exec rm -rf {} + \
    && rm -rf bench tests bin .local

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home contactpoint && install -d -o contactpoint /seals
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=contactpoint.settings
USER contactpoint
EXPOSE 8000
CMD ["gunicorn", "contactpoint.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--max-requests", "10000", "--max-requests-jitter", "1000"]
