package server

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// wire sends attacks over connections of its own, as bytes: a client library
// would put right what is to be wrong.
type wire struct {
	address string
	conn    net.Conn
	in      *bufio.Reader
}

// heard is what came back.
type heard struct {
	status  int
	header  http.Header
	body    []byte
	cut     bool // more would have come
	nothing bool // the connection ended, or nothing came in time
	late    bool
}

const (
	hearMost  = 8 << 20
	hearTime  = 40 * time.Second
	stallTime = 300 * time.Millisecond
)

func (w *wire) drop() {
	if w.conn != nil {
		w.conn.Close()
		w.conn = nil
	}
}

func (w *wire) dial() error {
	if w.conn != nil {
		return nil
	}
	c, err := net.Dial("tcp", w.address)
	if err != nil {
		return err
	}
	w.conn, w.in = c, bufio.NewReader(c)
	return nil
}

// send sends an attack and hears the answer.
func (w *wire) send(q *attack) (heard, error) {
	if err := w.dial(); err != nil {
		return heard{}, err
	}
	_ = w.conn.SetDeadline(time.Now().Add(hearTime)) // a connection that is gone is noticed when it is used
	wrote := make(chan struct{})
	go func() { // a server may answer before it has read everything
		defer close(wrote)
		w.write(q)
	}()
	if q.mayStall {
		<-wrote
		_ = w.conn.SetReadDeadline(time.Now().Add(stallTime))
	}
	got := w.hear(q)
	spent := got.nothing || got.cut || got.header.Get("Connection") == "close" || q.framing != "length" && q.framing != "chunked" && q.framing != "slow" ||
		q.version != "HTTP/1.1" || got.status >= 400 && q.hasBody
	if spent {
		w.conn.Close()
	}
	<-wrote
	if spent {
		w.conn = nil
	}
	return got, nil
}

func (w *wire) write(q *attack) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s %s\r\n", q.method, strings.NewReplacer("\r", "", "\n", "").Replace(q.target), q.version)
	if !q.noHost {
		b.WriteString("Host: cordon.plant.example\r\n")
	}
	for _, h := range q.header {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	total := len(q.body) * max(q.repeat, 1)
	switch q.framing {
	case "chunked", "badchunk":
		b.WriteString("Transfer-Encoding: chunked\r\n")
	case "more":
		fmt.Fprintf(&b, "Content-Length: %d\r\n", total+1000)
	case "less":
		fmt.Fprintf(&b, "Content-Length: %d\r\n", total/2)
	default:
		if q.hasBody {
			fmt.Fprintf(&b, "Content-Length: %d\r\n", total)
		}
	}
	b.WriteString("\r\n")
	if _, err := w.conn.Write(b.Bytes()); err != nil {
		return
	}
	w.writeBody(q)
}

func (w *wire) writeBody(q *attack) {
	if !q.hasBody {
		return
	}
	switch q.framing {
	case "cut":
		_, _ = w.conn.Write(q.body[:len(q.body)/2])
		_ = w.conn.(*net.TCPConn).CloseWrite()
	case "slow":
		for i := 0; i < len(q.body); {
			n := min(len(q.body)-i, 1+len(q.body)/8)
			if _, err := w.conn.Write(q.body[i : i+n]); err != nil {
				return
			}
			i += n
			time.Sleep(3 * time.Millisecond)
		}
	default:
		for range max(q.repeat, 1) {
			if _, err := w.writeChunk(q); err != nil {
				return
			}
		}
		switch q.framing {
		case "chunked":
			_, _ = io.WriteString(w.conn, "0\r\n\r\n")
		case "badchunk":
			_, _ = io.WriteString(w.conn, "zz\r\n-1\r\n")
		}
	}
}

func (w *wire) writeChunk(q *attack) (int, error) {
	if q.framing != "chunked" || len(q.body) == 0 {
		return w.conn.Write(q.body)
	}
	if _, err := io.WriteString(w.conn, strconv.FormatInt(int64(len(q.body)), 16)+"\r\n"); err != nil {
		return 0, err
	}
	return w.conn.Write(append(q.body[:len(q.body):len(q.body)], '\r', '\n'))
}

// hear reads one answer. Streams are cut after their beginning.
func (w *wire) hear(q *attack) heard {
	res, err := http.ReadResponse(w.in, &http.Request{Method: q.method})
	for err == nil && res.StatusCode < http.StatusOK {
		res, err = http.ReadResponse(w.in, &http.Request{Method: q.method})
	}
	if err != nil {
		var late net.Error
		return heard{nothing: true, late: errors.As(err, &late) && late.Timeout()}
	}
	got := heard{status: res.StatusCode, header: res.Header}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		_, _ = w.in.Peek(1) // the first event, or the end
		got.cut = true
		return got
	}
	got.body, err = io.ReadAll(io.LimitReader(res.Body, hearMost))
	got.cut = err != nil || len(got.body) == hearMost
	if res.Close {
		got.cut = true
	}
	return got
}
