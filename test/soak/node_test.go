package soak

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// node is one server process, which can be killed and started again at the same
// address.
type node struct {
	t     testing.TB
	dir   string
	flags []string
	log   string // file with what it printed, over all its lives

	mu    sync.Mutex
	url   string // empty until the first start
	cmd   *exec.Cmd
	ended chan struct{} // closed when cmd has ended
	first chan string   // gets the secret of the link for the first administrator
}

// newNode starts a server over a data folder. flags go with it at every start.
func newNode(t testing.TB, dir, name string, flags ...string) *node {
	t.Helper()
	n := &node{
		t: t, dir: dir, log: filepath.Join(t.TempDir(), name+".log"),
		first: make(chan string, 100),
		flags: append([]string{"serve", "--data", dir, "--node", name, "--log-level", "warn"}, flags...),
	}
	t.Cleanup(func() {
		n.kill()
		if t.Failed() {
			n.showLog()
		}
	})
	n.start()
	return n
}

var (
	addressLine = regexp.MustCompile(`^Cordon is at (http://\S+)`)
	linkLine    = regexp.MustCompile(`/#/link/(\S+)`)
)

// start starts the process and waits until it is ready. Another process may
// still hold the port for a moment, so it tries for a while.
func (n *node) start() {
	n.t.Helper()
	var err error
	for range 40 {
		if err = n.tryStart(); err == nil {
			return
		}
		time.Sleep(250 * time.Millisecond)
	}
	n.showLog()
	n.t.Fatalf("starting the server: %v", err)
}

func (n *node) tryStart() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	listen := "127.0.0.1:0"
	if n.url != "" {
		listen = "127.0.0.1:" + n.url[strings.LastIndex(n.url, ":")+1:]
	}
	log, err := os.OpenFile(n.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(binary, append(n.flags, "--listen", listen)...)
	cmd.Stderr = log
	cmd.SysProcAttr = ownGroup()
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is killed in the end
		close(ended)
	}()
	n.cmd, n.ended = cmd, ended
	if err := n.readGreeting(out); err != nil {
		_ = cmd.Process.Kill()
		<-ended
		return err
	}
	for range 1200 {
		select {
		case <-ended:
			return errors.New("the server ended at once")
		default:
		}
		if res, err := http.Get(n.url + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	<-ended
	return fmt.Errorf("the server at %s did not become ready", n.url)
}

// readGreeting takes the address, and the first link if there is one, from what
// the server prints. The pipe is read on, so that the server never waits for us.
func (n *node) readGreeting(out io.Reader) error {
	address := make(chan string, 1)
	go func() {
		defer close(address)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if m := addressLine.FindStringSubmatch(lines.Text()); m != nil {
				address <- strings.Replace(m[1], "localhost", "127.0.0.1", 1)
			}
			if m := linkLine.FindStringSubmatch(lines.Text()); m != nil {
				n.first <- m[1]
			}
		}
	}()
	select {
	case url := <-address:
		if n.url == "" {
			n.url = url
		}
		if url == "" {
			return errors.New("the server ended without a greeting")
		}
		return nil
	case <-time.After(30 * time.Second):
		return errors.New("the server printed no address")
	}
}

// kill ends the process without a word, as a broken machine does.
func (n *node) kill() { n.end(syscall.SIGKILL) }

// stop ends the process in good order and gives how it ended.
func (n *node) stop() int {
	n.end(syscall.SIGINT)
	return n.cmd.ProcessState.ExitCode()
}

func (n *node) end(signal os.Signal) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cmd == nil || n.cmd.Process == nil || n.ended == nil {
		return
	}
	_ = n.cmd.Process.Signal(signal) // it may have ended by itself
	select {
	case <-n.ended:
	case <-time.After(40 * time.Second):
		_ = n.cmd.Process.Kill()
		<-n.ended
	}
}

func (n *node) showLog() {
	b, err := os.ReadFile(n.log)
	if err != nil {
		n.t.Log(err)
		return
	}
	const most = 4000
	if len(b) > most {
		b = b[len(b)-most:]
	}
	n.t.Logf("the end of the log of %s:\n%s", n.url, b)
}

// waitReady waits until the node says that it can work.
func (n *node) waitReady(ctx context.Context) error {
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, n.url+"/readyz", nil)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(r); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the node at %s does not become ready: %w", n.url, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}
