package server

import (
	"bufio"
	"context"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

type itemsInput struct {
	Asked
	Paging
	Kinds   []string `query:"kind,explode" maxItems:"60" maxLength:"60" doc:"Only items of these kinds, such as zone. Repeatable."`
	Filter  string   `query:"filter" maxLength:"4000" doc:"Only items for which this expression is true, such as firmware == \"2.1\" and linked(\"in\", \"ZON-1\"). The language is described on the page Filters of the documentation."`
	Retired string   `query:"retired" enum:"no,yes,only" default:"no" doc:"Whether retired items are among them."`
	Suspect bool     `query:"suspect" doc:"Say of each link whether it is suspect. This takes longer."`
}

// items answers with a page of items in order of kind and creation.
func (s *Server) items(ctx context.Context, in *itemsInput) (*huma.StreamResponse, error) {
	cur, err := in.open(queryHash(append([]string{in.Filter, in.Retired}, in.Kinds...)...))
	if err != nil {
		return nil, err
	}
	cur.state(&in.Asked)
	st, err := in.state(ctx)
	if err != nil {
		return nil, err
	}
	pick, err := s.picker(ctx, st, in)
	if err != nil {
		return nil, err
	}
	after, err := cur.node(st.Snapshot)
	if err != nil {
		return nil, err
	}
	nodes, more, err := pick.page(ctx, after, in.Limit)
	if err != nil {
		return nil, err
	}
	next := ""
	if more {
		next = cur.after(st, st.Snapshot.Key(nodes[len(nodes)-1]).String())
	}
	body := itemsBody(ctx, st, nodes, next, in.Suspect)
	return bytesOf(st, body), nil
}

// bytesOf answers with a document that is ready.
func bytesOf(st app.State, body []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", "application/json")
		hc.SetHeader("Content-Length", strconv.Itoa(len(body)))
		hc.SetHeader("Cordon-Commit", strconv.FormatUint(st.Snapshot.Commit(), 10))
		hc.SetHeader("Cache-Control", private)
		_, _ = hc.BodyWriter().Write(body) // the caller is gone
	}}
}

// mostKept is the longest page whose items stay decoded, because somebody looks
// at it and will again. Longer ones are a program's that passes over everything.
const mostKept = 500

// itemsBody writes api.ItemPage. Pages are what the web app asks for most, so
// they are written without reflection.
func itemsBody(ctx context.Context, st app.State, nodes []model.Node, next string, suspect bool) []byte {
	var prints *trace.Prints
	if suspect {
		prints = callOf(ctx).lease.View(st).Prints()
	}
	b := make([]byte, 0, 512*(len(nodes)+1))
	b = append(b, `{"state":`...)
	b = append(b, mustJSON(answer.State(st))...)
	b = append(b, `,"items":[`...)
	for i, n := range nodes {
		if i > 0 {
			b = append(b, ',')
		}
		if len(nodes) <= mostKept {
			st.Snapshot.Item(n)
		}
		b = answer.AppendItem(b, st.Snapshot, n, prints)
	}
	b = append(b, `],"next":`...)
	b = strconv.AppendQuote(b, next)
	return append(b, "}\n"...)
}

// node finds the last item of the page before; NoNode for the first page.
func (c *cursor) node(s *model.Snapshot) (model.Node, error) {
	if c.After == "" {
		return model.NoNode, nil
	}
	if k, err := model.ParseKey(c.After); err == nil {
		if n, ok := s.ByKey(k); ok {
			return n, nil
		}
	}
	return model.NoNode, badField("query.cursor", "this is no cursor; take the next of the page before as it is")
}

// picker chooses items of a state.
type picker struct {
	s       *model.Snapshot
	kinds   []model.Kind
	live    bool
	retired bool
	only    []string // keys a supplier may see; nil for all
	fits    func(model.Node) (bool, error)
}

func (s *Server) picker(ctx context.Context, st app.State, in *itemsInput) (*picker, error) {
	p := &picker{s: st.Snapshot, live: in.Retired != "only", retired: in.Retired != "no", only: callOf(ctx).verdict.Products}
	for i, name := range in.Kinds {
		k, err := model.ParseKind(name)
		if err != nil {
			return nil, badField("query.kind", "kind %d: %s", i+1, err)
		}
		p.kinds = append(p.kinds, k)
	}
	if len(p.kinds) == 0 {
		p.kinds = model.Kinds()
	}
	slices.Sort(p.kinds)
	p.kinds = slices.Compact(p.kinds)
	if strings.TrimSpace(in.Filter) != "" {
		fits, err := compileFilter(st, p.kinds, in.Filter)
		if err != nil {
			return nil, at("query.filter", err)
		}
		p.fits = fits
	}
	return p, nil
}

// page gives up to limit items after one, in order of kind and creation, and
// whether there are more.
func (p *picker) page(ctx context.Context, after model.Node, limit int) (nodes []model.Node, more bool, err error) {
	for n, err := range p.all(ctx, after) {
		if err != nil {
			return nil, false, err
		}
		if len(nodes) == limit {
			return nodes, true, nil
		}
		nodes = append(nodes, n)
	}
	return nodes, false, nil
}

// lookEvery is how many items are passed over between two looks whether the
// caller is still there.
const lookEvery = 4096

// all yields the items after one; NoNode for all of them.
func (p *picker) all(ctx context.Context, after model.Node) iter.Seq2[model.Node, error] {
	from := model.NoKind
	if after != model.NoNode {
		from = p.s.Kind(after)
	}
	return func(yield func(model.Node, error) bool) {
		seen := 0
		for _, k := range p.kinds {
			if k < from {
				continue
			}
			for n := range p.s.AllOfKind(k) {
				if k == from && n <= after {
					continue
				}
				if seen++; seen%lookEvery == 0 && ctx.Err() != nil {
					yield(0, ctx.Err())
					return
				}
				if ok, err := p.takes(n); (ok || err != nil) && !yield(n, err) {
					return
				}
			}
		}
	}
}

func (p *picker) takes(n model.Node) (bool, error) {
	live := p.s.Live(n)
	if live && !p.live || !live && !p.retired {
		return false, nil
	}
	if p.only != nil && !slices.Contains(p.only, p.s.Key(n).String()) {
		return false, nil
	}
	if p.fits == nil {
		return true, nil
	}
	return p.fits(n)
}

type itemInput struct {
	Asked
	Key string `path:"key" maxLength:"300" doc:"Key of the item, or its title."`
}

// item answers with one item and everything that is joined to it. Its ETag is
// for If-Match.
func (s *Server) item(ctx context.Context, in *itemInput) (*read[api.ItemDetail], error) {
	c := callOf(ctx)
	st, err := in.state(ctx)
	if err != nil {
		return nil, err
	}
	n, err := findItem(c, st, in.Key)
	if err != nil {
		return nil, at("path.key", err)
	}
	d := answer.ItemDetail(c.lease.View(st), n)
	if c.verdict.Products != nil {
		d.Links, d.LinkedFrom = onlyOwn(c, d.Links), []api.InLink{}
	}
	return &read[api.ItemDetail]{ETag: revisionTag(uint64(d.Revision)), Commit: st.Snapshot.Commit(), Cache: private, Body: &d}, nil
}

// findItem finds an item by key or title among those the caller may see.
func findItem(c *call, st app.State, name string) (model.Node, error) {
	n, err := answer.Find(st, name)
	if own := c.verdict.Products; own != nil && (err != nil || !slices.Contains(own, st.Snapshot.Key(n).String())) {
		f := fault.New(fault.NotFound, "find an item", "there is no %q among your products, which are %s", name, strings.Join(own, ", "))
		f.Subject = name
		return model.NoNode, f
	}
	return n, err
}

func onlyOwn(c *call, links []api.Link) []api.Link {
	return slices.DeleteFunc(links, func(l api.Link) bool { return !slices.Contains(c.verdict.Products, l.To) })
}

type bulkInput struct {
	Asked
	Kinds   []string `query:"kind,explode" maxItems:"60" maxLength:"60" doc:"Only items of these kinds. Repeatable."`
	Filter  string   `query:"filter" maxLength:"4000" doc:"Only items for which this expression is true."`
	Retired string   `query:"retired" enum:"no,yes,only" default:"no" doc:"Whether retired items are among them."`
	Suspect bool     `query:"suspect" doc:"Say of each link whether it is suspect. This takes longer."`
}

// bulk streams all items of a state, one document a line, whatever their
// number, in constant memory.
func (s *Server) bulk(ctx context.Context, in *bulkInput) (*huma.StreamResponse, error) {
	st, err := in.state(ctx)
	if err != nil {
		return nil, err
	}
	pick, err := s.picker(ctx, st, &itemsInput{Kinds: in.Kinds, Filter: in.Filter, Retired: in.Retired})
	if err != nil {
		return nil, err
	}
	var prints *trace.Prints
	if in.Suspect {
		prints = callOf(ctx).lease.View(st).Prints()
	}
	head := http.Header{"Cordon-Commit": {strconv.FormatUint(st.Snapshot.Commit(), 10)}}
	return s.lines(ctx, head, func(w *bufio.Writer) error {
		var line []byte
		count := 0
		for n, err := range pick.all(ctx, model.NoNode) {
			if err != nil {
				return err
			}
			line = append(answer.AppendItem(line[:0], st.Snapshot, n, prints), '\n')
			if _, err := w.Write(line); err != nil {
				return err
			}
			count++
		}
		_, err := w.Write(append(mustJSON(api.BulkEnd{End: api.BulkCount{Items: count, Commit: st.Snapshot.Commit()}}), '\n'))
		return err
	}), nil
}
