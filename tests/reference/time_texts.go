// Records what Go's package time reads in texts of times, by some layouts.
//
//	apt install golang-go     (Go 1.19)
//	go run tests/reference/time_texts.go texts.json > answers.jsonl
package main
import ("encoding/json";"fmt";"os";"time")
func main(){ b,_:=os.ReadFile(os.Args[1]); var S []string; json.Unmarshal(b,&S)
 time.Local=time.UTC
 fs:=[]string{"2006-01-02","2006-01-02 15:04:05","2006-01-02T15:04:05Z07:00","2006-01-02T15:04:05.999999999Z07:00","2006-01-02T15:04:05.000","01/02/2006","1/2/2006","02/01/2006","2 Jan 2006","January 2, 2006 3:04 PM","01/02/06","20060102","Mon, 02 Jan 2006 15:04:05 MST","Mon Jan _2 2006","2006-002","2006-01-02 15:04:05 -0700","2006-01-02 15:04:05 MST","2006-01-02T15:04","2 January 2006 15:04:05","02-Jan-2006 15:04","2006-01-02 3:04:05 pm"}
 for _,f:=range fs { for _,t:=range S { x,e:=time.Parse(f,t); a:="ERR"; if e==nil {a=x.UTC().Format("2006-01-02T15:04:05.999999999Z")}
  j,_:=json.Marshal(map[string]interface{}{"parameters":map[string]string{"engine":"go","format":f},"text":t,"answer":a}); fmt.Println(string(j)) }}}
