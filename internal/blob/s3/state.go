package s3

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

const listOp = "list the files of evidence"

const (
	// again is the time after which a file that the listing does not have is
	// looked for anew: another node may have stored it.
	again = 2 * time.Second
	// maxPause bounds how long State leaves a store alone that did not answer.
	maxPause = time.Minute
)

// seen is what the last listing said, and what was learnt since.
type seen struct {
	objects map[string]blob.Stamp
	learnt  map[string]time.Time // when an entry came from elsewhere than the listing
	listed  time.Time            // when the last good listing began; zero: never
	failed  time.Time            // when the store last did not answer; zero: it did
	pause   time.Duration        // how long it is left alone after that
}

// fail notes at now that the store did not answer since began. It is left alone
// for as long as that took, so that questions about many files wait once.
func (s *seen) fail(began, now time.Time) {
	s.failed, s.pause = now, min(max(now.Sub(began), again), maxPause)
}

// paused reports whether the store is being left alone.
func (s *seen) paused(now time.Time) bool {
	wait := now.Sub(s.failed)
	return !s.failed.IsZero() && wait >= 0 && wait < s.pause
}

// State tells whether a file is there and unchanged, as the package comment says.
func (b *Bucket) State(digest string) trace.FileState {
	name, ok := blob.Name(digest)
	if !ok {
		return trace.FileMissing
	}
	stamp, there := b.look(name)
	if !there {
		return trace.FileMissing
	}
	if state, ok := b.verdicts.Look(name, stamp); ok {
		return state
	}
	b.mu.Lock()
	paused := b.seen.paused(b.conf.Clock())
	b.mu.Unlock()
	if paused {
		return trace.FileMissing
	}
	began := b.conf.Clock()
	_, state, err := b.readThrough(name)
	if fault.KindOf(err) == fault.Unavailable {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.seen.fail(began, b.conf.Clock())
	}
	return state
}

// look gives how an object looks by a listing that is fresh enough.
func (b *Bucket) look(name string) (stamp blob.Stamp, there bool) {
	stamp, there, fresh := b.known(name)
	if fresh {
		return stamp, there
	}
	b.listing.Lock()
	defer b.listing.Unlock()
	if stamp, there, fresh = b.known(name); fresh {
		return stamp, there // somebody else has listed meanwhile
	}
	began := b.conf.Clock()
	objects, err := b.list(context.Background())
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &b.seen
	if err != nil {
		s.fail(began, b.conf.Clock())
		stamp, there = s.objects[name]
		return stamp, there && s.failed.Sub(s.listed) <= b.conf.Stale
	}
	for n, at := range s.learnt {
		if at.Before(began) {
			delete(s.learnt, n)
			continue
		}
		if stamp, ok := s.objects[n]; ok {
			objects[n] = stamp
		} else {
			delete(objects, n)
		}
	}
	s.objects, s.listed, s.failed = objects, began, time.Time{}
	stamp, there = objects[name]
	return stamp, there
}

// known answers from the last listing, if it will do.
func (b *Bucket) known(name string) (stamp blob.Stamp, there, fresh bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, now := &b.seen, b.conf.Clock()
	stamp, there = s.objects[name]
	age := now.Sub(s.listed)
	if s.paused(now) {
		return stamp, there && age <= b.conf.Stale, true
	}
	limit := b.conf.Fresh
	if !there {
		limit = min(limit, again)
	}
	// A clock set back makes the age negative; then nothing is known of it.
	return stamp, there, !s.listed.IsZero() && age >= 0 && age < limit
}

// keep remembers a verdict on an object and how it looks now.
func (b *Bucket) keep(name string, stamp blob.Stamp, state trace.FileState) {
	b.verdicts.Keep(name, stamp, state)
	b.learn(name, &stamp)
}

// missed passes on err; if it says that an object is not there, that is
// remembered.
func (b *Bucket) missed(name string, err error) error {
	if fault.KindOf(err) == fault.NotFound {
		b.learn(name, nil)
	}
	return err
}

// learn corrects the last listing; a nil stamp means that the object is gone.
func (b *Bucket) learn(name string, stamp *blob.Stamp) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &b.seen
	if s.objects == nil {
		s.objects = map[string]blob.Stamp{}
	}
	if s.learnt == nil {
		s.learnt = map[string]time.Time{}
	}
	if stamp == nil {
		delete(s.objects, name)
	} else {
		s.objects[name] = *stamp
	}
	s.learnt[name] = b.conf.Clock()
}

// list asks the store for the files under the prefix. It gives up when no
// object came for the timeout, however often the request was tried.
func (b *Bucket) list(ctx context.Context) (map[string]blob.Stamp, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	patience := time.AfterFunc(b.conf.Timeout, func() { cancel(errSilent) })
	defer patience.Stop()
	prefix := b.key("")
	objects := map[string]blob.Stamp{}
	for info := range b.core.ListObjectsIter(ctx, b.conf.Bucket, minio.ListObjectsOptions{Prefix: prefix}) {
		if info.Err != nil {
			return nil, b.fail(listOp, "", info.Err)
		}
		patience.Reset(b.conf.Timeout)
		if name, ok := strings.CutPrefix(info.Key, prefix); !ok {
			continue
		} else if name, ok = blob.Name(blob.Prefix + name); ok {
			objects[name] = stampOf(info)
		}
	}
	// A listing that was cut short may end without an error.
	if err := context.Cause(ctx); err != nil {
		return nil, b.fail(listOp, "", err)
	}
	return objects, nil
}

// Digests yields the digests of all files, as blob.Store says.
func (b *Bucket) Digests() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		objects, err := b.list(context.Background())
		if err != nil {
			yield("", err)
			return
		}
		names := make([]string, 0, len(objects))
		for name := range objects {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if !yield(blob.Prefix+name, nil) {
				return
			}
		}
	}
}
