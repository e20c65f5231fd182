import time, sys
from pathlib import Path
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.test import Client
from luoshi.policy import services, queries
def test_big(world):
    office=world.actor("省.办","office"); c=Client(); c.force_login(world.account("省.办","office"))
    for n in ("001","002","003","004","005","006","011","L01","L02","L03","L04","L05"):
        d=Path(f"/work/shared/data/plans/{n}.txt").read_bytes()
        t=time.time()
        with CaptureQueriesContext(connection) as q:
            try: p=services.import_plan(office,data=d,name=n+".txt")
            except Exception as e: print(n,type(e),e); continue
        t1=time.time()
        with CaptureQueriesContext(connection) as q2:
            r=c.get(f"/policy/{p.pk}/")
        pg=queries.review_page(office,p)
        print(n,p.title[:30],len(p.text),"tasks",p.tasks.count(),"q",len(q),"%.1fs"%(t1-t),"page",r.status_code,len(q2),"%.1fs"%(time.time()-t1),len(r.content),pg.counts,len(pg.names),len(pg.loose),len(pg.stray))
