package factor

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

// grid is a QR code as text, one sign a module, read back from a picture.
type grid []string

func gridOfPNG(t *testing.T, b []byte) grid {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	n := img.Bounds().Dx() / pngScale
	var g grid
	for y := range n {
		var row strings.Builder
		for x := range n {
			r, _, _, _ := img.At(x*pngScale+pngScale/2, y*pngScale+pngScale/2).RGBA()
			row.WriteByte("#."[r>>15])
		}
		g = append(g, row.String())
	}
	return g
}

func gridOfSVG(t *testing.T, b []byte) grid {
	t.Helper()
	if err := xml.Unmarshal(b, new(struct{})); err != nil {
		t.Fatalf("%s is not XML: %v", b, err)
	}
	n, err := strconv.Atoi(string(regexp.MustCompile(`viewBox="0 0 (\d+) `).FindSubmatch(b)[1]))
	if err != nil {
		t.Fatal(err)
	}
	cells := make([][]byte, n)
	for y := range cells {
		cells[y] = bytes.Repeat([]byte("."), n)
	}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllSubmatch(b, -1) {
		var v [3]int
		for i := range v {
			v[i], _ = strconv.Atoi(string(m[i+1]))
		}
		for x := v[0]; x < v[0]+v[2]; x++ {
			cells[v[1]][x] = '#'
		}
	}
	var g grid
	for _, row := range cells {
		g = append(g, string(row))
	}
	return g
}

// spec: SIGN-4
func TestBothPicturesShowTheSameCodeWithItsQuietZone(t *testing.T) {
	s, _ := NewTOTP(seeded(6))
	for _, account := range []string{"a", "anna@example.com", strings.Repeat("x", 400)} {
		address, err := s.URL("Cordon", account)
		if err != nil {
			t.Fatal(err)
		}
		p, err := QRPNG(address)
		if err != nil {
			t.Fatal(err)
		}
		v, err := QRSVG(address)
		if err != nil {
			t.Fatal(err)
		}
		a, b := gridOfPNG(t, p), gridOfSVG(t, v)
		if strings.Join(a, "\n") != strings.Join(b, "\n") {
			t.Errorf("%s: PNG\n%s\nSVG\n%s", address, strings.Join(a, "\n"), strings.Join(b, "\n"))
		}
		n := len(a)
		finder := []string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"}
		for i, want := range finder {
			rows := []string{a[4+i][4:11], a[4+i][n-11 : n-4], a[n-11+i][4:11]}
			for _, got := range rows {
				if got != want {
					t.Errorf("%s: row %d of a finder pattern is %s, want %s", address, i, got, want)
				}
			}
		}
		for i, row := range a {
			quiet := i < quietZone || i >= n-quietZone
			if strings.Trim(row[:quietZone]+row[n-quietZone:], ".") != "" || quiet && strings.Trim(row, ".") != "" {
				t.Errorf("%s: row %d %s reaches into the quiet zone", address, i, row)
			}
		}
		if strings.Contains(string(v), s.Secret) || strings.Contains(string(v), "href") {
			t.Errorf("the drawing carries text: %.300s", v)
		}
	}
}

// spec: SIGN-4
func TestAnAddressThatNoQRCodeCarriesIsRefused(t *testing.T) {
	for _, n := range []int{0, longestQRURL + 1, 1 << 20} {
		address := strings.Repeat("x", n)
		_, err := QRPNG(address)
		wantFault(t, fmt.Sprintf("PNG of %d bytes", n), err, fault.Invalid, "QR code can carry")
		_, err = QRSVG(address)
		wantFault(t, fmt.Sprintf("SVG of %d bytes", n), err, fault.Invalid, "QR code can carry")
	}
	for _, odd := range []string{"\xff\xfe", "日本", strings.Repeat("x", longestQRURL)} {
		if _, err := QRPNG(odd); err != nil {
			t.Errorf("%.20q: %v", odd, err)
		}
	}
}
