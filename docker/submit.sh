#!/usr/bin/env bash
# Submits the forwarder to a Flink cluster, unless it is already running there.
#   FLINK          Flink's command. Default: flink on the PATH.
#   JOB_MANAGER    host:port of the REST API. Default: localhost:8081.
#   JOB_JAR        Default: the jar in /opt/flink/usrlib.
# Passes its arguments to the job: --config FILE, -D key=value.
set -euo pipefail

flink=${FLINK:-flink}
job_manager=${JOB_MANAGER:-localhost:8081}
jar=${JOB_JAR:-$(echo /opt/flink/usrlib/post-process-forwarder-*.jar)}

if "$flink" list --running --jobmanager "$job_manager" | grep -q ' : post-process-forwarder '; then
  echo "post-process-forwarder is already running at $job_manager"
  exit 0
fi
exec "$flink" run --detached --jobmanager "$job_manager" "$jar" "$@"
