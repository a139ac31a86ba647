/* A PKCS#11 module that forwards to SoftHSM and misbehaves on demand.
 *
 * SHIM_MODULE names the real module, SHIM_DIR a folder of control files:
 *   calls       every call is appended here, one name a line
 *   latency_ms  C_Sign takes this long           hang    C_Sign never returns
 *   crash       C_Sign kills the process once    removed the key is pulled out
 *   tries       PIN tries left; flags follow, at 0 the PIN is locked
 * The function list is used as an array: the order of its members is fixed by PKCS#11 v2.40. */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long word;
typedef word (*call)(word, word, word, word, word, word, word, word);
enum { COUNT = 68, GET_FUNCTION_LIST = 3, GET_SLOT_LIST = 4, GET_TOKEN_INFO = 6,
       OPEN_SESSION = 12, LOGIN = 18, SIGN = 43, FLAGS_OFFSET = 96 };
enum { OK = 0, DEVICE_REMOVED = 0x32, PIN_INCORRECT = 0xA0, PIN_LOCKED = 0xA4,
       TOKEN_NOT_PRESENT = 0xE0 };
struct list { unsigned char version[2]; call f[COUNT]; };

static struct list *real, ours;
static const char *names[COUNT] = {
    "Initialize", "Finalize", "GetInfo", "GetFunctionList", "GetSlotList", "GetSlotInfo",
    "GetTokenInfo", "GetMechanismList", "GetMechanismInfo", "InitToken", "InitPIN", "SetPIN",
    "OpenSession", "CloseSession", "CloseAllSessions", "GetSessionInfo", "GetOperationState",
    "SetOperationState", "Login", "Logout", "CreateObject", "CopyObject", "DestroyObject",
    "GetObjectSize", "GetAttributeValue", "SetAttributeValue", "FindObjectsInit", "FindObjects",
    "FindObjectsFinal", "EncryptInit", "Encrypt", "EncryptUpdate", "EncryptFinal", "DecryptInit",
    "Decrypt", "DecryptUpdate", "DecryptFinal", "DigestInit", "Digest", "DigestUpdate",
    "DigestKey", "DigestFinal", "SignInit", "Sign"};

static char *at(const char *name) {
    static __thread char path[512];
    snprintf(path, sizeof path, "%s/%s", getenv("SHIM_DIR"), name);
    return path;
}
static int there(const char *name) { return access(at(name), F_OK) == 0; }
static long number(const char *name, long otherwise) {
    FILE *f = fopen(at(name), "r");
    if (f) { if (fscanf(f, "%ld", &otherwise) != 1) otherwise = 0; fclose(f); }
    return otherwise;
}
static void note(const char *name) {
    char line[64];
    int n = snprintf(line, sizeof line, "%s\n", name ? name : "other");
    int f = open(at("calls"), O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (write(f, line, n) != n) abort();
    close(f);
}
static word login(word a, word b, word c, word d, word e, word f, word g, word h) {
    long tries = number("tries", 99);
    if (tries <= 0) return PIN_LOCKED;
    word answer = real->f[LOGIN](a, b, c, d, e, f, g, h);
    if (answer == PIN_INCORRECT && there("tries")) {
        FILE *out = fopen(at("tries"), "w");
        fprintf(out, "%ld", tries - 1);
        fclose(out);
    }
    return answer;
}
static word token_info(word a, word b, word c, word d, word e, word f, word g, word h) {
    word answer = real->f[GET_TOKEN_INFO](a, b, c, d, e, f, g, h);
    if (answer == OK && there("tries")) {
        long tries = number("tries", 99);
        *(word *)(b + FLAGS_OFFSET) |= tries <= 0 ? 0x40000 : tries == 1 ? 0x30000 : 0x10000;
    }
    return answer;
}
static word sign(word a, word b, word c, word d, word e, word f, word g, word h) {
    if (there("crash")) { unlink(at("crash")); kill(getpid(), 9); }
    if (there("hang")) { unlink(at("hang")); for (;;) sleep(60); }
    usleep(number("latency_ms", 0) * 1000);
    return real->f[SIGN](a, b, c, d, e, f, g, h);
}
static word forward(int i, word a, word b, word c, word d, word e, word f, word g, word h) {
    int size_only = i == SIGN && d == 0;  /* asks how long a signature will be; signs nothing */
    note(size_only ? "SignSize" : names[i]);
    if (there("removed") && i >= GET_SLOT_LIST) {
        if (i == GET_SLOT_LIST) { *(word *)c = 0; return OK; }
        return i < OPEN_SESSION ? TOKEN_NOT_PRESENT : DEVICE_REMOVED;
    }
    if (i == LOGIN) return login(a, b, c, d, e, f, g, h);
    if (i == GET_TOKEN_INFO) return token_info(a, b, c, d, e, f, g, h);
    if (i == SIGN && !size_only) return sign(a, b, c, d, e, f, g, h);
    return real->f[i](a, b, c, d, e, f, g, h);
}
#define F(n) static word f##n(word a, word b, word c, word d, word e, word f, word g, word h) \
    { return forward(n, a, b, c, d, e, f, g, h); }
#define TEN(t) F(t##0) F(t##1) F(t##2) F(t##3) F(t##4) F(t##5) F(t##6) F(t##7) F(t##8) F(t##9)
F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) TEN(1) TEN(2) TEN(3) TEN(4)
#define P(n) ours.f[n] = f##n;
#define PTEN(t) P(t##0) P(t##1) P(t##2) P(t##3) P(t##4) P(t##5) P(t##6) P(t##7) P(t##8) P(t##9)

word C_GetFunctionList(struct list **out) {
    if (!real) {
        void *module = dlopen(getenv("SHIM_MODULE"), RTLD_NOW);
        word (*get)(struct list **) = (word(*)(struct list **))dlsym(module, "C_GetFunctionList");
        get(&real);
        ours = *real;
        P(0) P(1) P(2) P(4) P(5) P(6) P(7) P(8) P(9) PTEN(1) PTEN(2) PTEN(3) PTEN(4)
        ours.f[GET_FUNCTION_LIST] = (call)C_GetFunctionList;
    }
    *out = &ours;
    return OK;
}
