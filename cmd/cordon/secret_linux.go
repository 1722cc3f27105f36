package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

const interrupt = 3 // what Ctrl-C sends

// secret asks on the terminal for a text and does not show what is typed.
func secret(prompt string) (text string, err error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer tty.Close()
	fd := int(tty.Fd())
	was, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return "", err
	}
	quiet := *was
	// An interrupt ends the line instead of the program, so that the terminal
	// never stays as it is now.
	quiet.Lflag &^= unix.ECHO | unix.ISIG
	quiet.Cc[unix.VEOL] = interrupt
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &quiet); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, unix.IoctlSetTermios(fd, unix.TCSETS, was)) }()
	fmt.Fprint(tty, prompt)
	line := make([]byte, 4096) // a terminal gives no longer ones
	n, err := tty.Read(line)
	fmt.Fprintln(tty) // the end of the line that was typed is not shown either
	text = string(line[:n])
	if err == nil && strings.HasSuffix(text, string(rune(interrupt))) {
		err = errors.New("interrupted")
	}
	return strings.TrimRight(text, "\r\n"), err
}
