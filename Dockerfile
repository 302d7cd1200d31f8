# The image holds exactly the locked packages; nothing is installed when a container starts.
FROM python:3.11.13-slim-bookworm

RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/truce
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY dags dags
COPY plugins plugins
COPY sql sql
RUN useradd --uid 50000 --gid 0 --home-dir /opt/airflow --create-home airflow && chmod g=u /opt/airflow
ENV AIRFLOW_HOME=/opt/airflow PYTHONPATH=/opt/truce/plugins PYTHONUNBUFFERED=1
USER 50000
