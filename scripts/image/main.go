// Command image packs a static cordon binary into a container image without
// any container tool: a tar file that docker load, podman load and tools for
// OCI archives read. It can also write the root file system alone, which
// packaging/container/Dockerfile builds the same image from.
//
// The image holds the binary, an empty data folder, an empty /tmp and an
// account; nothing is fetched. The same binary and time give the same bytes.
package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// account is who the server runs as in the image; the number means nobody on
// the machine outside.
const account = 65532

func main() {
	if err := run(os.Args[1:], os.Getenv("SOURCE_DATE_EPOCH")); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func run(args []string, epoch string) error {
	flags := flag.NewFlagSet("image", flag.ContinueOnError)
	binary := flags.String("binary", "bin/cordon", "static binary to pack")
	out := flags.String("out", "", "write the image to this file")
	rootfs := flags.String("rootfs", "", "write the root file system alone to this file")
	tag := flags.String("tag", "cordon:latest", "name of the image")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *out == "" && *rootfs == "" {
		return errors.New("say what to write: -out FILE for the image, -rootfs FILE for its file system")
	}
	made, err := timeOf(epoch)
	if err != nil {
		return err
	}
	program, err := os.ReadFile(*binary)
	if err != nil {
		return fmt.Errorf("read the binary: %w; build it with make build", err)
	}
	arch, err := staticArch(program)
	if err != nil {
		return fmt.Errorf("%s: %w", *binary, err)
	}
	layer, err := layerOf(program, made)
	if err != nil {
		return err
	}
	if *rootfs != "" {
		if err := write(*rootfs, layer); err != nil {
			return err
		}
	}
	if *out == "" {
		return nil
	}
	image, err := imageOf(layer, arch, *tag, made)
	if err != nil {
		return err
	}
	return write(*out, image)
}

func write(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o644)
}

// timeOf reads SOURCE_DATE_EPOCH, the usual way to name the time of a build
// that can be repeated; without it the year 1970 stands in all files.
func timeOf(epoch string) (time.Time, error) {
	if epoch == "" {
		return time.Unix(0, 0).UTC(), nil
	}
	n, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q, not a number of seconds", epoch)
	}
	return time.Unix(n, 0).UTC(), nil
}

// staticArch gives the processor a binary is for. One that needs a loader or
// libraries would not start in an image without any.
func staticArch(program []byte) (string, error) {
	f, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		return "", fmt.Errorf("it is no Linux program: %w", err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return "", errors.New("it is linked dynamically and would not start alone; build it with make build")
		}
	}
	switch f.Machine {
	case elf.EM_X86_64:
		return "amd64", nil
	case elf.EM_AARCH64:
		return "arm64", nil
	}
	return "", fmt.Errorf("no image is made for the processor %s", f.Machine)
}

// layerOf gives the root file system.
func layerOf(program []byte, made time.Time) ([]byte, error) {
	passwd := fmt.Sprintf("root:x:0:0:root:/:/none\ncordon:x:%d:%d:cordon:/data:/none\n", account, account)
	group := fmt.Sprintf("root:x:0:\ncordon:x:%d:\n", account)
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range []struct {
		name  string
		mode  int64
		owner int
		body  []byte
	}{
		{"cordon", 0o755, 0, program},
		{"data/", 0o700, account, nil},
		{"etc/", 0o755, 0, nil},
		{"etc/group", 0o644, 0, []byte(group)},
		{"etc/passwd", 0o644, 0, []byte(passwd)},
		{"tmp/", 0o1777, 0, nil},
	} {
		h := &tar.Header{Name: f.name, Mode: f.mode, Uid: f.owner, Gid: f.owner, Size: int64(len(f.body)), ModTime: made, Typeflag: tar.TypeReg, Format: tar.FormatUSTAR}
		if f.body == nil {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.body); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// imageOf gives an archive that is at once an OCI image layout
// (opencontainers/image-spec, image-layout.md) and what docker save writes.
func imageOf(layer []byte, arch, tag string, made time.Time) ([]byte, error) {
	type object = map[string]any
	config, err := json.Marshal(object{
		"created": made.Format(time.RFC3339), "architecture": arch, "os": "linux",
		"config": object{
			"User": fmt.Sprintf("%d:%d", account, account), "Env": []string{"HOME=/data", "TMPDIR=/tmp"},
			"Entrypoint": []string{"/cordon"}, "Cmd": []string{"serve", "--data", "/data", "--listen", "0.0.0.0:8443", "--tls-own"},
			"Volumes": object{"/data": object{}}, "ExposedPorts": object{"8443/tcp": object{}}, "StopSignal": "SIGTERM",
		},
		"rootfs":  object{"type": "layers", "diff_ids": []string{"sha256:" + hash(layer)}},
		"history": []object{{"created": made.Format(time.RFC3339), "created_by": "cordon scripts/image"}},
	})
	if err != nil {
		return nil, err
	}
	describe := func(mediaType string, b []byte) object {
		return object{"mediaType": mediaType, "digest": "sha256:" + hash(b), "size": len(b)}
	}
	manifest, err := json.Marshal(object{
		"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
		"config": describe("application/vnd.oci.image.config.v1+json", config),
		"layers": []object{describe("application/vnd.oci.image.layer.v1.tar", layer)},
	})
	if err != nil {
		return nil, err
	}
	entry := describe("application/vnd.oci.image.manifest.v1+json", manifest)
	entry["annotations"] = map[string]string{"io.containerd.image.name": tag, "org.opencontainers.image.ref.name": tag}
	index, err := json.Marshal(object{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []object{entry}})
	if err != nil {
		return nil, err
	}
	blob := func(b []byte) string { return "blobs/sha256/" + hash(b) }
	docker, err := json.Marshal([]object{{"Config": blob(config), "RepoTags": []string{tag}, "Layers": []string{blob(layer)}}})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range []struct {
		name string
		body []byte
	}{
		{blob(config), config},
		{blob(layer), layer},
		{blob(manifest), manifest},
		{"index.json", index},
		{"manifest.json", docker},
		{"oci-layout", []byte(`{"imageLayoutVersion":"1.0.0"}`)},
	} {
		h := &tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.body)), ModTime: made, Typeflag: tar.TypeReg, Format: tar.FormatUSTAR}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := io.Copy(w, bytes.NewReader(f.body)); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return b.Bytes(), err
}

func hash(b []byte) string {
	d := sha256.Sum256(b)
	return hex.EncodeToString(d[:])
}
