import { lazy, Suspense, type ReactElement } from 'react';
import { Admin, CustomRoutes, reactRouterProvider, Resource, type DataProvider, type I18nProvider, type Store } from 'react-admin';
import { QueryClient } from '@tanstack/react-query';
import Home from './pages/Home.tsx';
import { homePages } from './layout/home-pages.tsx';
import { PageSkeleton } from './components/PageSkeleton.tsx';
import { Shell } from './layout/Shell.tsx';
import { SchoolOnly } from './layout/SchoolOnly.tsx';
import { SessionProvider, type Session } from './providers/session.tsx';
import { authProviderOf } from './providers/auth-provider.ts';
import { paperOptions } from './theme/theme.ts';

const { Route } = reactRouterProvider;

const Decide = homePages.decide.Page;
const RoomBoard = homePages.room.Page;
const MyRequests = homePages['my-requests'].Page;
const AllRequests = lazy(() => import('./pages/requests/AllRequests.tsx'));
const Ask = lazy(() => import('./pages/requests/Ask.tsx'));
const RequestPage = lazy(() => import('./pages/requests/RequestPage.tsx'));
const ViewingPage = lazy(() => import('./pages/viewing/ViewingPage.tsx'));
const EscortPage = lazy(() => import('./pages/viewing/EscortPage.tsx'));
const LivePage = lazy(() => import('./pages/live/LivePage.tsx'));
const LiveViewList = lazy(() => import('./resources/live-views/LiveViewList.tsx'));
const MyShift = homePages['my-shift'].Page;
const RosterPage = lazy(() => import('./pages/duty/RosterPage.tsx'));
const DutyLog = lazy(() => import('./resources/duty-log/DutyLog.tsx'));
const ShiftList = lazy(() => import('./resources/shifts/ShiftList.tsx'));
const HandoverList = lazy(() => import('./resources/handovers/HandoverList.tsx'));
const HandoverPage = lazy(() => import('./resources/handovers/HandoverPage.tsx'));
const VisitorList = lazy(() => import('./resources/visitors/VisitorList.tsx'));
const GapList = lazy(() => import('./resources/gaps/GapList.tsx'));
const CameraList = lazy(() => import('./resources/cameras/CameraList.tsx'));
const CameraShow = lazy(() => import('./resources/cameras/CameraShow.tsx'));
const CameraCreate = lazy(() => import('./resources/cameras/CameraCreate.tsx'));
const CameraEdit = lazy(() => import('./resources/cameras/CameraEdit.tsx'));
const Devices = homePages.devices.Page;
const AssetList = lazy(() => import('./resources/assets/AssetList.tsx'));
const AssetShow = lazy(() => import('./resources/assets/AssetShow.tsx'));
const AssetImport = lazy(() => import('./resources/assets/AssetImport.tsx'));
const AssetCreate = lazy(async () => ({ default: (await import('./resources/assets/AssetForm.tsx')).AssetCreate }));
const AssetEdit = lazy(async () => ({ default: (await import('./resources/assets/AssetForm.tsx')).AssetEdit }));
const TicketList = homePages['fault-tickets'].Page;
const TicketShow = lazy(() => import('./resources/fault-tickets/TicketShow.tsx'));
const OrderList = lazy(() => import('./resources/change-orders/OrderList.tsx'));
const OrderShow = lazy(() => import('./resources/change-orders/OrderShow.tsx'));
const GatewayList = lazy(() => import('./resources/gateways/GatewayList.tsx'));
const AppointmentList = lazy(() => import('./resources/appointments/AppointmentList.tsx'));
const ProposeAppointment = lazy(() => import('./resources/appointments/ProposeAppointment.tsx'));
const ClearanceList = lazy(() => import('./resources/clearances/ClearanceList.tsx'));
const MyPosts = homePages['my-posts'].Page;
const IncidentList = lazy(() => import('./pages/incidents/IncidentList.tsx'));
const MarkIncident = lazy(() => import('./pages/incidents/MarkIncident.tsx'));
const IncidentPage = lazy(() => import('./pages/incidents/IncidentPage.tsx'));
const ViewingRegister = lazy(() => import('./resources/viewing-register/ViewingRegister.tsx'));
const ControlResults = lazy(() => import('./resources/control-results/ControlResults.tsx'));
const DistrictResults = lazy(async () => ({ default: (await import('./resources/control-results/ControlResults.tsx')).DistrictResults }));
const District = homePages.district.Page;
const DistrictSchool = lazy(() => import('./pages/district/DistrictSchool.tsx'));
const ViolationCases = lazy(() => import('./resources/violation-cases/ViolationCases.tsx'));
const Inspections = lazy(() => import('./pages/supervision/Inspections.tsx'));
const PlanVisit = lazy(() => import('./pages/supervision/PlanVisit.tsx'));
const DistrictVisit = lazy(async () => ({ default: (await import('./pages/supervision/VisitPage.tsx')).DistrictVisit }));
const SchoolVisit = lazy(async () => ({ default: (await import('./pages/supervision/VisitPage.tsx')).SchoolVisit }));
const Rectification = lazy(() => import('./pages/supervision/Rectification.tsx'));
const SchoolVisits = lazy(async () => ({ default: (await import('./pages/supervision/Rectification.tsx')).SchoolVisits }));
const DistrictOrders = lazy(async () => ({ default: (await import('./pages/supervision/Rectification.tsx')).DistrictOrders }));
const IssueOrder = lazy(() => import('./pages/supervision/IssueOrder.tsx'));
const SchoolOrder = lazy(async () => ({ default: (await import('./pages/supervision/OrderPage.tsx')).SchoolOrder }));
const DistrictOrder = lazy(async () => ({ default: (await import('./pages/supervision/OrderPage.tsx')).DistrictOrder }));
const SchoolPolicy = lazy(async () => ({ default: (await import('./pages/policy/PolicyPage.tsx')).SchoolPolicy }));
const DistrictPolicy = lazy(async () => ({ default: (await import('./pages/policy/PolicyPage.tsx')).DistrictPolicy }));
const Representatives = lazy(() => import('./pages/district/Representatives.tsx'));
const Officials = lazy(() => import('./pages/district/Officials.tsx'));
const ProposeRepresentative = lazy(() => import('./pages/district/ProposeRepresentative.tsx'));
const SchoolPolicies = lazy(() => import('./pages/policy/SchoolPolicies.tsx'));
const CaseList = homePages.cases.Page;
const FileCase = lazy(() => import('./pages/cases/FileCase.tsx'));
const CasePage = lazy(() => import('./pages/cases/CasePage.tsx'));
const AuthorityRequests = lazy(() => import('./pages/authority/AuthorityRequests.tsx'));
const AuthorityRequestPage = lazy(() => import('./pages/authority/AuthorityRequestPage.tsx'));
const Ledger = lazy(() => import('./pages/ledger/Ledger.tsx'));
const DistrictFacts = lazy(() => import('./resources/district-facts/DistrictFacts.tsx'));

/** Answers are asked again when they may be old, and never again because one failed: a failure is shown with what to do. */
const makeQueries = (): QueryClient => new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: true, networkMode: 'always' }, mutations: { retry: false, networkMode: 'always' } } });
const queries = makeQueries();

/** The console for a signed-in person. */
export function App({ session, dataProvider, i18nProvider, store }: { readonly session: Session; readonly dataProvider: DataProvider; readonly i18nProvider: I18nProvider; readonly store: Store }): ReactElement {
  return (
    <SessionProvider session={session}>
      <Admin
        title="Guardroom"
        disableTelemetry
        authProvider={authProviderOf(session.signIn, { id: session.me.personId, fullName: session.me.name })}
        dataProvider={dataProvider}
        i18nProvider={i18nProvider}
        store={store}
        queryClient={queries}
        theme={paperOptions}
        darkTheme={null}
        layout={Shell}
        dashboard={Home}
      >
        <Resource name="cameras" list={CameraList} show={CameraShow} create={CameraCreate} edit={CameraEdit} />
        <Resource name="gateways" list={GatewayList} />
        <Resource name="assets" list={AssetList} show={AssetShow} create={AssetCreate} edit={AssetEdit} />
        <Resource name="fault-tickets" list={TicketList} show={TicketShow} />
        <Resource name="change-orders" list={OrderList} show={OrderShow} />
        <Resource name="gaps" list={GapList} />
        <Resource name="duty-log" list={DutyLog} />
        <Resource name="shifts" list={ShiftList} />
        <Resource name="handovers" list={HandoverList} />
        <Resource name="visitors" list={VisitorList} />
        <Resource name="appointments" list={AppointmentList} create={ProposeAppointment} />
        <Resource name="clearances" list={ClearanceList} />
        <Resource name="live-views" list={LiveViewList} />
        <Resource name="viewing-register" list={ViewingRegister} />
        <Resource name="control-results" list={ControlResults} />
        <Resource name="violation-cases" list={ViolationCases} />
        <Resource name="district-results" list={DistrictResults} />
        <Resource name="district-facts" list={DistrictFacts} />
        <CustomRoutes>
          <Route path="/decide" element={<Decide />} />
          <Route path="/my-posts" element={<MyPosts />} />
          <Route path="/incidents" element={<IncidentList />} />
          <Route path="/incidents/new" element={<MarkIncident />} />
          <Route path="/incidents/:incidentId" element={<IncidentPage />} />
          <Route path="/room" element={<RoomBoard />} />
          <Route path="/my-shift" element={<MyShift />} />
          <Route path="/roster" element={<RosterPage />} />
          <Route path="/handovers/:handoverId" element={<HandoverPage />} />
          <Route path="/devices" element={<Devices />} />
          <Route path="/asset-import" element={<AssetImport />} />
          <Route path="/my-requests" element={<MyRequests />} />
          <Route path="/my-requests/new" element={<Ask />} />
          <Route path="/my-requests/:requestId" element={<RequestPage />} />
          <Route path="/footage-requests" element={<AllRequests />} />
          <Route path="/footage-requests/:requestId" element={<RequestPage />} />
          <Route path="/escort/:sessionId" element={<EscortPage />} />
          <Route path="/cases" element={<CaseList />} />
          <Route path="/cases/new" element={<FileCase />} />
          <Route path="/cases/:caseId" element={<CasePage />} />
          <Route path="/authority-requests" element={<AuthorityRequests />} />
          <Route path="/authority-requests/:requestId" element={<AuthorityRequestPage />} />
          <Route path="/district" element={<District />} />
          <Route path="/district/schools/:schoolId" element={<DistrictSchool />} />
          <Route path="/inspections" element={<Inspections />} />
          <Route path="/inspections/new" element={<PlanVisit />} />
          <Route path="/inspections/:visitId" element={<DistrictVisit />} />
          <Route path="/district-orders" element={<DistrictOrders />} />
          <Route path="/district-orders/new" element={<IssueOrder />} />
          <Route path="/district-orders/:orderId" element={<DistrictOrder />} />
          <Route path="/district-policy" element={<DistrictPolicy />} />
          <Route path="/district-policy/schools" element={<SchoolPolicies />} />
          <Route path="/representatives" element={<Representatives />} />
          <Route path="/officials" element={<Officials />} />
          <Route path="/representatives/:schoolId/new" element={<ProposeRepresentative />} />
          <Route path="/rectification" element={<Rectification />} />
          <Route path="/rectification/visits" element={<SchoolVisits />} />
          <Route path="/rectification/visits/:visitId" element={<SchoolVisit />} />
          <Route path="/rectification/:orderId" element={<SchoolOrder />} />
          <Route path="/policy" element={<SchoolPolicy />} />
          <Route path="/ledger" element={<Ledger />} />
        </CustomRoutes>
        <CustomRoutes noLayout>
          <Route
            path="/live"
            element={
              <SchoolOnly>
                <Suspense fallback={<PageSkeleton />}>
                  <LivePage />
                </Suspense>
              </SchoolOnly>
            }
          />
          <Route
            path="/viewing/:requestId"
            element={
              <SchoolOnly>
                <Suspense fallback={<PageSkeleton />}>
                  <ViewingPage />
                </Suspense>
              </SchoolOnly>
            }
          />
        </CustomRoutes>
      </Admin>
    </SessionProvider>
  );
}
