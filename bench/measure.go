package main

import (
	"slices"
	"syscall"
	"time"
)

// cpuTime is the processor time this process has used, user and system.
func cpuTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// median gives the middle of an odd number of durations.
func median(d []time.Duration) time.Duration {
	d = slices.Clone(d)
	slices.Sort(d)
	return d[len(d)/2]
}

// medians gives the median of each list.
func medians(lists [][]time.Duration) []time.Duration {
	out := make([]time.Duration, len(lists))
	for i, l := range lists {
		out[i] = median(l)
	}
	return out
}

// percentile gives the duration that p in a hundred do not exceed.
func percentile(d []time.Duration, p int) time.Duration {
	d = slices.Clone(d)
	slices.Sort(d)
	return d[min(len(d)-1, len(d)*p/100)]
}

// interleave runs two workloads in turn, so that both see the same machine,
// and gives the median processor time of each.
func interleave(rounds int, ours, reference func()) (a, b time.Duration) {
	var as, bs []time.Duration
	for range rounds {
		t := cpuTime()
		ours()
		as = append(as, cpuTime()-t)
		t = cpuTime()
		reference()
		bs = append(bs, cpuTime()-t)
	}
	return median(as), median(bs)
}
