import { connect } from "node:net";

/** Whether somebody listens at a port of 127.0.0.1. */
export function isListening(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1");
        const answer = (value: boolean) => {
            socket.destroy();
            resolve(value);
        };
        socket.once("connect", () => {
            answer(true);
        });
        socket.once("error", () => {
            answer(false);
        });
    });
}
