package bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** A shipment by the bare loop's fold: the latest scan by its own time. A repeat counts again. */
record Latest(int version, long seconds, int nanos, String milestone, String reason) {
    static final Latest NONE = new Latest(0, Long.MIN_VALUE, 0, "", "");
    static final Serde<Latest> SERDE =
            Serdes.serdeFrom((topic, latest) -> packed(latest), (topic, bytes) -> unpacked(bytes));

    /** As it is with one more scan: version counts, a newer one or one of the same time shows. */
    Latest after(Scan scan) {
        var at = scan.at();
        boolean older =
                at.getEpochSecond() < seconds
                        || (at.getEpochSecond() == seconds && at.getNano() < nanos);
        return older
                ? new Latest(version + 1, seconds, nanos, milestone, reason)
                : new Latest(
                        version + 1,
                        at.getEpochSecond(),
                        at.getNano(),
                        scan.milestone(),
                        scan.reason());
    }

    private static byte[] packed(Latest latest) {
        if (latest == null) {
            return null;
        }
        byte[] milestone = latest.milestone.getBytes(StandardCharsets.UTF_8);
        byte[] reason = latest.reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(17 + milestone.length + reason.length)
                .putInt(latest.version)
                .putLong(latest.seconds)
                .putInt(latest.nanos)
                .put((byte) milestone.length)
                .put(milestone)
                .put(reason)
                .array();
    }

    private static Latest unpacked(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int version = in.getInt();
        long seconds = in.getLong();
        int nanos = in.getInt();
        byte[] milestone = new byte[in.get()];
        in.get(milestone);
        byte[] reason = new byte[in.remaining()];
        in.get(reason);
        return new Latest(
                version,
                seconds,
                nanos,
                new String(milestone, StandardCharsets.UTF_8),
                new String(reason, StandardCharsets.UTF_8));
    }
}
