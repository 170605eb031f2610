#!/usr/bin/env bash
# A Kafka node in a container of apache/kafka: formats its data once, then becomes the node. The image's own start would format at every start, and
# add nothing else that the mounted properties do not say. The node takes this shell's place, so that signals reach it.
set -euo pipefail
config=/mnt/shared/config
if [ ! -f /var/lib/kafka/data/meta.properties ]; then
  /opt/kafka/bin/kafka-storage.sh format --cluster-id "$CLUSTER_ID" --config "$config/server.properties"
fi
read -r -a options <<<"$KAFKA_HEAP_OPTS $KAFKA_JVM_PERFORMANCE_OPTS $KAFKA_OPTS"
exec java "${options[@]}" "-Dlog4j2.configurationFile=$config/log4j2.yaml" -cp '/opt/kafka/libs/*' kafka.Kafka "$config/server.properties"
