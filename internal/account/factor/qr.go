package factor

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	quietZone    = 4   // modules of white around the code, ISO/IEC 18004
	pngScale     = 8   // pixels a module
	longestQRURL = 800 // stays below a version that a telephone reads from a screen with ease
)

// QRPNG draws address (of TOTP.URL) as a QR code, a black and white PNG of 8
// pixels a module with the quiet zone that readers need. The picture contains
// the secret and must not be cached. An address that is empty or longer than
// 800 bytes is Invalid.
func QRPNG(address string) ([]byte, error) {
	code, err := encodeQR(address)
	if err != nil {
		return nil, err
	}
	n := code.Bounds().Dx() + 2*quietZone
	img := image.NewPaletted(image.Rect(0, 0, n*pngScale, n*pngScale), color.Palette{color.White, color.Black})
	for y := range n * pngScale {
		for x := range n * pngScale {
			if dark(code, x/pngScale-quietZone, y/pngScale-quietZone) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fault.Wrap(fault.Internal, "draw a QR code", err)
	}
	return b.Bytes(), nil
}

// QRSVG draws address as QRPNG does, as one SVG document of one path on a white
// ground without size, script or reference, fit to be inlined in a page.
func QRSVG(address string) ([]byte, error) {
	code, err := encodeQR(address)
	if err != nil {
		return nil, err
	}
	size := code.Bounds().Dx()
	n := size + 2*quietZone
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges" role="img"><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="`, n, n, n, n)
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for dark(code, x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quietZone, y+quietZone, x-from, x-from)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.Bytes(), nil
}

func encodeQR(address string) (barcode.Barcode, error) {
	const op = "draw a QR code"
	if address == "" || len(address) > longestQRURL {
		return nil, fault.New(fault.Invalid, op, "The address for the authenticator app has %d bytes, but a QR code can carry 1 to %d. Use a shorter account name.", len(address), longestQRURL)
	}
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return nil, fault.New(fault.Internal, op, "The QR code could not be drawn. Type the secret into the authenticator app instead.")
	}
	return code, nil
}

// dark tells whether a module is black; there is nothing but white outside.
func dark(code barcode.Barcode, x, y int) bool {
	if !image.Pt(x, y).In(code.Bounds()) {
		return false
	}
	r, _, _, _ := code.At(x, y).RGBA()
	return r == 0
}
