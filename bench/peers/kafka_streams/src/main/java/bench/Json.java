package bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Scans as they lie on the topic, and what is said of a shipment. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectReader SCANS = MAPPER.readerFor(Scan.class);
    private static final ObjectWriter SAID = MAPPER.writerFor(Said.class);

    private Json() {}

    /** Read only: nothing here writes a scan. */
    static Serde<Scan> scans() {
        return Serdes.serdeFrom((topic, scan) -> null, (topic, bytes) -> scan(bytes));
    }

    static byte[] written(Latest latest) {
        Instant at = Instant.ofEpochSecond(latest.seconds(), latest.nanos());
        Said said = new Said(latest.version(), at.toString(), latest.milestone(), latest.reason());
        try {
            return SAID.writeValueAsBytes(said);
        } catch (JsonProcessingException never) {
            throw new UncheckedIOException(never);
        }
    }

    private static Scan scan(byte[] bytes) {
        try {
            return SCANS.readValue(bytes);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private record Said(int version, String at, String milestone, String reason) {}
}
