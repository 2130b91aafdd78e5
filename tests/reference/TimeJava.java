// Records what Java answers when times are read, cut, moved and subtracted.
//
// Usage: java tests/reference/TimeJava.java FOLDER > FOLDER/java.jsonl     (the repository's: tests/recorded/time)
// Version: OpenJDK 17.0.15, zone data 2025a. Installed with apt: openjdk-17-jdk-headless. Reads FOLDER/instants.txt.
import java.nio.file.*;
import java.time.*;
import java.time.temporal.ChronoUnit;
import java.util.*;

class TimeJava {
    static String iso(Instant time) {
        return "\"" + time.truncatedTo(ChronoUnit.SECONDS) + "\"";
    }

    static void record(String engine, String step, String zone, String in, String out) {
        System.out.printf("{\"engine\": \"%s\", \"step\": %s, \"zone\": \"%s\", \"in\": \"%s\", \"out\": %s}%n", engine, step, zone, in, out);
    }

    static void floor(String engine, String unit, String zone, Instant at, Instant out) {
        record(engine, "{\"floor_time\": {\"to\": \"" + unit + "\"}}", zone, at.toString(), iso(out));
    }

    static void add(String engine, String unit, String zone, Instant at, Instant out) {
        record(engine, "{\"add\": {\"" + unit + "\": 1}}", zone, at.toString(), iso(out));
    }

    static void legacy(String zone, Instant at) {
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone(zone));
        for (String unit : List.of("hour", "day")) {
            calendar.setTimeInMillis(at.toEpochMilli());
            if (unit.equals("day")) calendar.set(Calendar.HOUR_OF_DAY, 0);
            calendar.set(Calendar.MINUTE, 0);
            calendar.set(Calendar.SECOND, 0);
            floor("java-legacy", unit, zone, at, calendar.toInstant());
        }
        Map<String, Integer> units = new TreeMap<>(Map.of("days", Calendar.DAY_OF_MONTH, "months", Calendar.MONTH));
        for (var unit : units.entrySet()) {
            calendar.setTimeInMillis(at.toEpochMilli());
            calendar.add(unit.getValue(), 1);
            add("java-legacy", unit.getKey(), zone, at, calendar.toInstant());
        }
    }

    public static void main(String[] arguments) throws Exception {
        for (String line : Files.readAllLines(Path.of(arguments[0], "instants.txt"))) {
            String[] cells = line.split(" ");
            String zone = cells[0];
            if (!ZoneId.getAvailableZoneIds().contains(zone)) continue;
            Instant at = Instant.ofEpochSecond(Long.parseLong(cells[1])), end = Instant.ofEpochSecond(Long.parseLong(cells[2]));
            ZonedDateTime time = at.atZone(ZoneId.of(zone)), other = end.atZone(ZoneId.of(zone));
            floor("java-time", "hour", zone, at, time.truncatedTo(ChronoUnit.HOURS).toInstant());
            floor("java-time", "day", zone, at, time.truncatedTo(ChronoUnit.DAYS).toInstant());
            add("java-time", "days", zone, at, time.plusDays(1).toInstant());
            add("java-time", "months", zone, at, time.plusMonths(1).toInstant());
            add("java-time", "hours", zone, at, time.plusHours(1).toInstant());
            for (ChronoUnit unit : List.of(ChronoUnit.DAYS, ChronoUnit.HOURS)) {
                String name = unit == ChronoUnit.DAYS ? "day" : "hour";
                String step = String.format("{\"date_diff\": {\"start\": \"%s\", \"unit\": \"%s\", \"zone\": \"%s\"}}", at, name, zone);
                record("java-time", step, zone, end.toString(), "" + unit.between(time, other));
            }
            legacy(zone, at);
        }
    }
}
