package bench;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;

/** Scans in, the latest status of each shipment out: a RocksDB table with its changelog. */
final class Shipments {
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private Shipments() {}

    /** One message a shipment that changed between two commits: the table's cache sees to that. */
    static Topology topology(String input, String output) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(input, Consumed.with(Serdes.Bytes(), Json.scans()))
                .groupByKey(Grouped.with(Serdes.Bytes(), Json.scans()))
                .aggregate(
                        () -> Latest.NONE,
                        (shipment, scan, latest) -> taken(latest, scan),
                        Materialized.<Bytes, Latest, KeyValueStore<Bytes, byte[]>>as("shipments")
                                .withKeySerde(Serdes.Bytes())
                                .withValueSerde(Latest.SERDE))
                .toStream()
                .mapValues(Json::written)
                .to(output, Produced.with(Serdes.Bytes(), Serdes.ByteArray()));
        return builder.build();
    }

    private static Latest taken(Latest latest, Scan scan) {
        if (BEGUN.compareAndSet(false, true)) {
            Marks.begun();
        }
        return latest.after(scan);
    }
}
