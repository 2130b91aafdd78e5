// Records what java.time and SimpleDateFormat read in texts of times, one text a line.
//
//   apt install openjdk-17-jdk-headless
//   java tests/reference/TimeTexts.java texts.txt > answers.jsonl
import java.text.*; import java.time.*; import java.time.format.*; import java.time.temporal.*; import java.util.*; import java.nio.file.*;
public class TimeTexts { 
 static String q(String s){ StringBuilder b=new StringBuilder("\""); for(char c: s.toCharArray()){ if(c=='"'||c=='\\') b.append('\\').append(c); else if(c<32) b.append(String.format("\\u%04x",(int)c)); else b.append(c);} return b.append('"').toString(); }
 static void emit(String e,String f,String t,String a){ emit(e,f,t,a,true); }
 static void emit(String e,String f,String t,String a,boolean lenient){ System.out.println("{\"parameters\":{\"engine\":"+q(e)+",\"format\":"+q(f)+(lenient?"":",\"lenient\":false")+"},\"text\":"+q(t)+",\"answer\":"+q(a)+"}"); }
 static String in(Instant i){ return fmt(LocalDateTime.ofInstant(i,ZoneOffset.UTC))+"Z"; }
 static String fmt(LocalDateTime l){ return l.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS")); }
 public static void main(String[] a) throws Exception {
 Locale.setDefault(Locale.US); TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
 List<String> S=Files.readAllLines(Paths.get(a[0]));
 for(String t: S){ String r; 
  try{ r=in(Instant.parse(t)); }catch(Exception e){ r="ERR"; } emit("java-time","Instant.parse",t,r);
  try{ r=in(OffsetDateTime.parse(t).toInstant()); }catch(Exception e){ r="ERR"; } emit("java-time","OffsetDateTime.parse",t,r);
  try{ r=in(ZonedDateTime.parse(t).toInstant()); }catch(Exception e){ r="ERR"; } emit("java-time","ZonedDateTime.parse",t,r);
  try{ r=fmt(LocalDateTime.parse(t)); }catch(Exception e){ r="ERR"; } emit("java-time","LocalDateTime.parse",t,r);
  try{ r=fmt(LocalDate.parse(t).atStartOfDay()); }catch(Exception e){ r="ERR"; } emit("java-time","LocalDate.parse",t,r);
  try{ r=in(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(t))); }catch(Exception e){ r="ERR"; } emit("java-time","RFC_1123",t,r);
  try{ r=in(java.sql.Timestamp.valueOf(t).toInstant()); }catch(Exception e){ r="ERR"; } emit("java-legacy","Timestamp.valueOf",t,r);
 }
 for(String p: new String[]{"yyyy-MM-dd","uuuu-MM-dd HH:mm:ss","yyyy-MM-dd'T'HH:mm:ss[.SSS]XXX","yyyy-MM-dd'T'HH:mm:ss.SSSSSS","MM/dd/yyyy","M/d/yyyy","dd/MM/uuuu","d MMM yyyy","MMMM d, yyyy h:mm a","MM/dd/yy","yyyyMMdd","yyyyMMddHHmmss","EEE, dd MMM yyyy HH:mm:ss z","yyyy-DDD","yyyy-MM-dd HH:mm[:ss] Z","yyyy-MM-dd HH:mm:ss z","dd-MMM-yyyy HH:mm","yyyy-MM-dd HH:mm:ss xxx","uuuu-MM-dd'T'HH:mm:ss[XXX]['['VV']']","YYYY-'W'ww-e","YYYY-MM-dd","uuuu-MM 'W'W e","YYYY-w EEE","YYYY-ww-e uuuu-MM-dd"}){ DateTimeFormatter f=DateTimeFormatter.ofPattern(p,Locale.US);
  for(String t: S){ String r; try{ TemporalAccessor x=f.parse(t); ZoneId z=x.query(TemporalQueries.zone()); LocalDate d=LocalDate.from(x); LocalTime tm=x.query(TemporalQueries.localTime()); LocalDateTime l;
    if(tm==null){ if(p.matches(".*[Hh].*")) throw new RuntimeException(); l=d.atStartOfDay(); } else l=d.atTime(tm);
    if(z!=null) r=in(ZonedDateTime.from(x).toInstant()); else r=fmt(l); }catch(Exception e){ r="ERR"; } emit("java-time",p,t,r); } }
 for(String p: new String[]{"yyyy-MM-dd","yyyy-MM-dd HH:mm:ss","yyyy-MM-dd'T'HH:mm:ss.SSSXXX","yyyy-MM-dd'T'HH:mm:ss","MM/dd/yyyy","dd/MM/yyyy","d MMM yyyy","MMMM d, yyyy h:mm a","MM/dd/yy","yyyyMMdd","yyyyMMddHHmmss","EEE, dd MMM yyyy HH:mm:ss z","yyyy-MM-dd HH:mm:ss Z","yyyy-MM-dd HH:mm:ss z","dd-MMM-yyyy HH:mm","yyyy-MM-dd hh:mm a","yyyy-DDD","YYYY-MM-dd","YYYY-'W'ww-u","yyyy-ww E","EEE yyyy-MM-dd","u dd.MM.yyyy"}){
  for(boolean lenient: new boolean[]{true,false}) for(String t: S){ String r; try{ SimpleDateFormat f=new SimpleDateFormat(p,Locale.US); f.setLenient(lenient); r=in(Instant.ofEpochMilli(f.parse(t).getTime())); }catch(Exception e){ r="ERR"; } emit("java-legacy",p,t,r,lenient); } }
}}
