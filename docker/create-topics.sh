#!/usr/bin/env bash
# Creates the topics of the example that do not exist.
#   KAFKA_TOPICS        Kafka's command. Default: /opt/kafka/bin/kafka-topics.sh.
#   BOOTSTRAP_SERVERS   Default: localhost:9092.
set -euo pipefail

create() {
  "${KAFKA_TOPICS:-/opt/kafka/bin/kafka-topics.sh}" \
    --bootstrap-server "${BOOTSTRAP_SERVERS:-localhost:9092}" \
    --create --if-not-exists --partitions 2 --replication-factor 1 --topic "$@"
}

create events
create transactions
create generic-events
create taskworker
create post-process-dead-letters
create post-process-ledger --config cleanup.policy=compact
