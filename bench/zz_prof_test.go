package main
import ("testing";"os")
func BenchmarkPage(b *testing.B) {
	bb := &bench{dir: b.TempDir(), progress: os.Stderr}
	s, err := bb.openSite("x"); if err != nil { b.Fatal(err) }
	defer s.close()
	req, _ := s.request("GET", "/projects/hall/items?limit=50", nil)
	req.RemoteAddr = "127.0.0.1:40000"
	b.ReportAllocs()
	for b.Loop() { handle(s.node.Server, req, 1) }
}
