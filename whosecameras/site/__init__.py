"""The public website as files: every page, document and download of the record, built from the same figures and words.

A page ``/body/x`` is the file ``body/x.html``; the front page is ``index.html``. A server looks for the address itself,
then for the address with ``.html`` (nginx: ``try_files $uri $uri.html =404``), so that no address redirects.
"""
