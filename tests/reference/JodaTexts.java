// Records what Joda-Time reads in texts of times, one text a line.
//
//   apt install openjdk-17-jdk-headless libjoda-time-java     (Joda-Time 2.10.14)
//   java -cp /usr/share/java/joda-time.jar tests/reference/JodaTexts.java texts.txt > answers.jsonl
import org.joda.time.*; import org.joda.time.format.*; import java.util.*; import java.nio.file.*;
public class JodaTexts { 
 static String q(String s){ StringBuilder b=new StringBuilder("\""); for(char c: s.toCharArray()){ if(c=='"'||c=='\\') b.append('\\').append(c); else if(c<32) b.append(String.format("\\u%04x",(int)c)); else b.append(c);} return b.append('"').toString(); }
 public static void main(String[] a) throws Exception { Locale.setDefault(Locale.US); DateTimeZone.setDefault(DateTimeZone.UTC);
 for(String t: Files.readAllLines(Paths.get(a[0]))){ String r; try{ DateTime d=ISODateTimeFormat.dateTimeParser().withZoneUTC().parseDateTime(t); r=d.toString(); }catch(Exception e){ r="ERR"; }
  System.out.println("{\"parameters\":{\"engine\":\"joda\"},\"text\":"+q(t)+",\"answer\":"+q(r)+"}"); }
 for(String p: new String[]{"yyyy-MM-dd","yyyy-MM-dd HH:mm:ss","yyyy-MM-dd'T'HH:mm:ss.SSSZ","MM/dd/yyyy","dd/MM/yyyy","d MMM yyyy","MMMM d, yyyy h:mm a","MM/dd/yy","yyyyMMdd","yyyyMMddHHmmss","yyyy-DDD","dd-MMM-yyyy HH:mm"})
 for(String t: Files.readAllLines(Paths.get(a[0]))){ String r; try{ DateTime d=DateTimeFormat.forPattern(p).withZoneUTC().withLocale(Locale.US).parseDateTime(t); r=d.toString(); }catch(Exception e){ r="ERR"; }
  System.out.println("{\"parameters\":{\"engine\":\"joda\",\"format\":"+q(p)+"},\"text\":"+q(t)+",\"answer\":"+q(r)+"}"); }
}}
