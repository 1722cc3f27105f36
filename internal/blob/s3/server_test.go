package s3

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7"

	"github.com/cordon-ot/cordon/internal/blob"
)

// asServer, in the environment, makes this test binary an S3-compatible server
// of its own: memory that the server uses is then not counted for the client.
const asServer = "CORDON_TEST_S3_SERVER"

// gateway, in the environment, names a versitygw program: a second, stricter
// server (it checks signatures and keeps objects as files). It is built by
//
//	cd internal/blob/s3/testdata/gateway && go build -o /tmp/versitygw github.com/versity/versitygw/cmd/versitygw
const gateway = "CORDON_S3_GATEWAY"

const (
	bucketName = "evidence"
	accessKey  = "tester"
	secretKey  = "a-secret-of-the-tests"
)

func TestMain(m *testing.M) {
	if os.Getenv(asServer) == "" {
		os.Exit(m.Run())
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(l.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the parent
		os.Exit(0)
	}()
	server := &http.Server{Handler: fakeServer(), ReadHeaderTimeout: time.Minute}
	fmt.Fprintln(os.Stderr, server.Serve(l))
}

// fakeServer gives an S3-compatible server in memory with an empty bucket.
func fakeServer() http.Handler {
	backend := s3mem.New()
	if err := backend.CreateBucket(bucketName); err != nil {
		panic(err)
	}
	return gofakes3.New(backend, gofakes3.WithoutVersioning()).Server()
}

// startFake starts the server in memory as a process of its own.
func startFake(t *testing.T) Config {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), asServer+"=1")
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = c.Wait() // it ends as it is told to
	})
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return config(t, "http://"+strings.TrimSpace(addr))
}

// startGateway starts versitygw over an empty folder, which it gives as well.
func startGateway(t *testing.T) (c Config, dir string) {
	t.Helper()
	program := os.Getenv(gateway)
	if program == "" {
		t.Skipf("%s names no versitygw program; server_test.go says how to build it", gateway)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	dir = t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, bucketName), 0o777); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--port", addr, "--access", accessKey, "--secret", secretKey, "--quiet", "posix", "--sidecar", t.TempDir(), dir)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		if t.Failed() {
			t.Logf("versitygw said: %s", said.String())
		}
	})
	c = config(t, "http://"+addr)
	b := newBucket(t, c)
	for range 100 {
		if err = b.Reachable(context.Background()); err == nil {
			return c, dir
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("versitygw does not come up: %v", err)
	return c, dir
}

func config(t *testing.T, endpoint string) Config {
	t.Helper()
	return Config{
		Endpoint: endpoint, Bucket: bucketName, Prefix: "projects/turbine", PathStyle: true,
		AccessKey: accessKey, SecretKey: secretKey, Clock: time.Now, Spool: filepath.Join(t.TempDir(), "spool"), Timeout: 5 * time.Second,
	}
}

func newBucket(t *testing.T, c Config) *Bucket {
	t.Helper()
	b, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// intruder works on the objects of a bucket past the store under test.
type intruder struct {
	t *testing.T
	b *Bucket
}

func (i intruder) key(digest string) string {
	return i.b.key(strings.TrimPrefix(digest, blob.Prefix))
}

func (i intruder) overwrite(digest string, content []byte) {
	i.t.Helper()
	opts := minio.PutObjectOptions{DisableContentSha256: true}
	if _, err := i.b.core.PutObject(context.Background(), i.b.conf.Bucket, i.key(digest), bytes.NewReader(content), int64(len(content)), "", "", opts); err != nil {
		i.t.Fatal(err)
	}
}

func (i intruder) remove(digest string) {
	i.t.Helper()
	if err := i.b.core.RemoveObject(context.Background(), i.b.conf.Bucket, i.key(digest), minio.RemoveObjectOptions{}); err != nil {
		i.t.Fatal(err)
	}
}

// names lists every object of the bucket, and what lies in the spool folder.
func (i intruder) names() []string {
	i.t.Helper()
	var names []string
	for o := range i.b.core.ListObjectsIter(context.Background(), i.b.conf.Bucket, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			i.t.Fatal(o.Err)
		}
		names = append(names, o.Key)
	}
	for o := range i.b.core.ListIncompleteUploads(context.Background(), i.b.conf.Bucket, "", true) {
		if o.Err == nil {
			names = append(names, "incomplete "+o.Key)
		}
	}
	spooled, _ := os.ReadDir(i.b.conf.Spool)
	for _, e := range spooled {
		names = append(names, "spooled "+e.Name())
	}
	return names
}
