import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import axe, { type AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

import { compile, Evaluator } from "../../access/index";
import { renderPage } from "../../access/render/page";
import { accepted, clusterObjects } from "../unit/access/cluster";
import { facesModel } from "../unit/access/facesModel";
import {
    authorization,
    deployment,
    evaluator,
    namespace,
    route,
    rule,
    server,
} from "../unit/access/manifests";
import { launchChromium } from "./chromium";

const hostile = `"'></script><script>window.ran=1</script><img/src=x/onerror=window.ran=1>`;
const closed = namespace("shop", { "config.linkerd.io/default-inbound-policy": "deny" });

/** A page with a matrix, one with a list, and one of paths and callers that try to be more than text. */
const evaluators = {
    faces: new Evaluator([...accepted(compile(facesModel)), ...clusterObjects(facesModel)], {
        probeNetworks: facesModel.kubelet,
    }),
    many: evaluator(
        {},
        closed,
        deployment(),
        server("http"),
        ...Array.from({ length: 30 }, (_, index) =>
            authorization(`a${index}`, "Server/http", `ServiceAccount/w${index}`),
        ),
    ),
    hostile: evaluator(
        {},
        closed,
        deployment(),
        server("http", { proxyProtocol: "HTTP/1" }),
        route("any", [rule(`GET /${hostile}`)]),
        authorization("any", "HTTPRoute/any", `ServiceAccount/${hostile.replaceAll("/", "")}`),
    ),
};

type Name = keyof typeof evaluators;

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

describe("The page of who may call whom, in a browser", () => {
    let browser: Browser;
    let http: Server;
    let requests: string[] = [];
    let complaints: string[] = [];

    before(async () => {
        http = createServer((request, response) => {
            requests.push(request.url ?? "");
            const name = (request.url ?? "").slice(1);
            if (name in evaluators) {
                void renderPage(evaluators[name as Name]).then((page) => {
                    response.setHeader("Content-Type", "text/html");
                    response.end(page);
                });
                return;
            }
            response.statusCode = 404;
            response.end();
        });
        await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
        browser = await launchChromium();
    });

    after(async () => {
        http.close();
        if (browser as Browser | undefined) {
            await browser.close();
        }
    });

    beforeEach(() => {
        requests = [];
        complaints = [];
    });

    afterEach(async () => {
        await Promise.all(browser.contexts().map((context) => context.close()));
        assert.deepEqual(complaints, []);
    });

    async function open(name: Name, options: BrowserContextOptions = {}): Promise<Page> {
        const context = await browser.newContext({
            viewport: { width: 1280, height: 900 },
            ...options,
        });
        const page = await context.newPage();
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        page.on("request", (request) => {
            if (request.url() !== `${origin()}/${name}`) {
                complaints.push(`requests ${request.url()}`);
            }
        });
        await page.goto(`${origin()}/${name}`);
        return page;
    }

    function origin(): string {
        return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    }

    const cell = (page: Page, called: string, caller: string) =>
        page.locator(`tr[data-called="${called}"] td[data-caller="${caller}"] .cell`);

    for (const name of ["faces", "many", "hostile"] as const) {
        it(`fits a phone without scrolling sideways: ${name}`, async () => {
            const page = await open(name, phone);
            assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
            assert.deepEqual(
                await page.evaluate(`[...document.querySelectorAll("body *")]
                    .filter((each) => !each.closest(".picture *, .matrix *") && each.checkVisibility())
                    .filter((each) => each.getBoundingClientRect().right > 360.5)
                    .map((each) => each.outerHTML)`),
                [],
            );
        });
    }

    it("keeps callers and called ports in sight while the matrix scrolls in its own frame", async () => {
        const page = await open("faces", phone);
        await page.evaluate('document.querySelector(".matrix").scrollTo(200, 200)');
        assert.deepEqual(
            await page.evaluate(
                '[document.querySelector(".matrix").scrollLeft, document.querySelector(".matrix").scrollTop]',
            ),
            [200, 200],
        );
        const frame = await page.locator(".matrix").boundingBox();
        const head = await page.locator("th[data-caller='faces/face']").boundingBox();
        const side = await page.locator("[data-called='faces/face:8000'] th").boundingBox();
        assert.ok(frame !== null && head !== null && side !== null);
        assert.ok(Math.abs(head.y - frame.y) <= 2, `${head.y} is not at the top, ${frame.y}`);
        assert.ok(Math.abs(side.x - frame.x) <= 2, `${side.x} is not on the left, ${frame.x}`);
    });

    it("filters the matrix by caller and by what is called", async () => {
        const page = await open("faces");
        const callers = page.locator("thead th[data-caller]:visible");
        const called = page.locator("tr[data-called]:visible th");
        await page.getByLabel("Caller contains").fill("Faces/");
        assert.deepEqual(await callers.allTextContents(), ["faces/face"]);
        await page.getByLabel("Called contains").fill("smiley:8");
        assert.deepEqual(await called.allTextContents(), ["smiley:8000"]);
        assert.equal(
            await page.getByRole("search").getByRole("status").textContent(),
            "1 of 13 called ports, 1 of 5 callers",
        );
        await page.getByLabel("Caller contains").fill("");
        await page.getByLabel("Called contains").fill("");
        assert.deepEqual([await callers.count(), await called.count()], [5, 13]);
    });

    it("filters the list by caller", async () => {
        const page = await open("many");
        await page.getByLabel("Caller contains").fill("w29");
        const entries = page.locator(".called:visible");
        assert.equal(await entries.count(), 1);
        await entries.locator("summary").click();
        assert.deepEqual(await page.locator("li[data-caller]:visible bdi").allTextContents(), [
            "shop/w29",
        ]);
    });

    it("opens a cell's reason with the keyboard alone, and gives the focus back", async () => {
        const page = await open("faces");
        const first = cell(page, "emissary/emissary-ingress:4191", "internet");
        const wanted = cell(page, "emissary/emissary-ingress:8877", "unauthenticated@10.42.0.0/16");
        const isFocused = async (locator: Locator): Promise<boolean> =>
            (await locator.and(page.locator(":focus-visible")).count()) === 1;
        for (let stops = 0; !(await isFocused(first)); stops += 1) {
            assert.ok(stops < 10, "ten stops of the tab key do not reach the matrix");
            await page.keyboard.press("Tab");
        }
        await page.keyboard.press("ArrowRight");
        await page.keyboard.press("ArrowDown");
        assert.ok(await isFocused(wanted));
        assert.match(
            await page.evaluate<string>("getComputedStyle(document.activeElement).outlineStyle"),
            /^(solid|auto)$/,
        );
        await page.keyboard.press("Enter");
        const reason = page.getByRole("dialog");
        await reason.and(page.locator(":focus")).waitFor();
        assert.deepEqual(await reason.locator(".because").allInnerTexts(), [
            "DefaultPolicy probe\nallows it",
            "DefaultPolicy probe\nallows it",
        ]);
        await page.keyboard.press("Escape");
        assert.ok(await reason.isHidden());
        assert.ok(await isFocused(wanted));
    });

    it("opens and closes a cell's reason by touch", async () => {
        const page = await open("faces", phone);
        await cell(page, "faces/face:8000", "internet").tap();
        const reason = page.getByRole("dialog", { name: /^internet/ });
        assert.ok(await reason.getByText("is asked first").first().isVisible());
        await reason.getByRole("button", { name: "Close" }).tap();
        assert.ok(await reason.isHidden());
    });

    it("says why a pair is denied", async () => {
        const page = await open("faces");
        const denied = cell(page, "faces/smiley:8000", "linkerd-viz/prometheus");
        assert.equal(await denied.innerText(), "deny");
        await denied.click();
        assert.match(
            await page.getByRole("dialog").innerText(),
            /NetworkPolicy faces\/default-deny/,
        );
    });

    it("says of many callers at once that not all of them are let in", async () => {
        const page = await open("faces");
        await cell(page, "faces/color:8000", "unauthenticated@10.42.0.0/16").click();
        const reason = page.getByRole("dialog");
        assert.ok(await reason.getByText("No object lets all such callers in.").isVisible());
    });

    it("needs no script but for the filter", async () => {
        const page = await open("faces", { javaScriptEnabled: false });
        assert.ok(await page.locator("#filter").isHidden());
        await cell(page, "faces/smiley:8000", "faces/face").click();
        assert.ok(await page.getByRole("dialog").getByText("allows it").first().isVisible());
    });

    it("prints with every reason of what is let through, and without the filter", async () => {
        const a4 = { width: 794, height: 1123 };
        const page = await open("faces", { viewport: a4 });
        await page.emulateMedia({ media: "print" });
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), a4.width);
        assert.equal(await page.evaluate("scrollY"), 0);
        assert.ok(await page.locator("#filter").isHidden());
        const reasons = page.locator(".reason:visible");
        assert.equal(await reasons.count(), 24);
        assert.ok(await reasons.last().locator(".because").last().isVisible());
    });

    it("asks for nothing but itself", async () => {
        await open("faces");
        assert.deepEqual(requests, ["/faces"]);
    });

    it("runs nothing that manifests hold", async () => {
        const page = await open("hostile");
        assert.equal(await page.evaluate("window.ran"), undefined);
        assert.equal(await page.locator("img").count(), 0);
        assert.match(await page.locator("tbody").first().innerText(), /<img\/src=x/);
        assert.deepEqual(requests, ["/hostile"]);
    });

    for (const colorScheme of ["light", "dark"] as const) {
        for (const name of ["faces", "many"] as const) {
            it(`has no barrier that axe finds: ${name}, ${colorScheme}`, async () => {
                const page = await open(name, { colorScheme });
                assert.deepEqual(await barriers(page), []);
                await page.locator("td button.cell, summary").first().click();
                assert.deepEqual(await barriers(page), []);
            });
        }
    }
});

/** What axe-core finds: rule, and the elements that break it. */
async function barriers(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<AxeResults>("axe.run()");
    return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n    ")}`,
    );
}
